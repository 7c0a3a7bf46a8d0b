/* The map, drawn again by d3-geo from the same values as the picture that came with the page: zoom, move, and marks
   that part as there is room for them. */
(function () {
  "use strict";
  var shapes = null;
  var SVG = "http://www.w3.org/2000/svg";
  var NEAR = 30, LARGEST = 20, SMALLEST = 5, NAMED = 24, KM = 111.2;

  function load() {
    if (!shapes) {
      shapes = fetch("/explore/countries.json").then(function (answer) { return answer.json(); }).then(function (atlas) {
        return topojson.feature(atlas, atlas.objects.countries).features;
      });
    }
    return shapes;
  }

  function makeProjection(given) {
    var kinds = { equalEarth: d3.geoEqualEarth, mercator: d3.geoMercator, azimuthalEqualArea: d3.geoAzimuthalEqualArea };
    var projection = kinds[given.kind]();
    var turn = given.kind === "azimuthalEqualArea" ? [-given.centre[0], -given.centre[1]] : [-given.centre[0], 0];
    projection.rotate(turn).scale(given.scale).translate(given.shift).precision(0.3);
    if (given.kind === "azimuthalEqualArea") projection.clipAngle(120);
    return projection;
  }

  function tone(conflict, sources) {
    var part = sources ? conflict / sources : 0;
    return part >= 2 / 3 ? "conf" : part <= 1 / 3 ? "coop" : "both";
  }

  function plural(number, noun) { return number.toLocaleString() + " " + noun + (number === 1 ? "" : "s"); }

  function startMap(figure) {
    if (figure.dataset.ready !== undefined) return;
    var source = document.getElementById("x-map-data");
    if (!source) return;
    figure.dataset.ready = "";
    var data = JSON.parse(source.textContent);
    var box = figure.querySelector(".x-map-box");
    var land = figure.querySelector(".x-map-land"), marks = figure.querySelector(".x-map-marks");
    var group = land.querySelector(".x-shapes"), tools = figure.querySelector(".x-map-tools");
    var within = figure.querySelector("[data-map-within]");
    var size = data.projection.size, projection = makeProjection(data.projection), path = d3.geoPath(projection);
    var features = null, paths = [];

    function address(view, name, value) {
      var url = new URL(window.location.href);
      url.pathname = "/explore/" + view;
      ["near", "box", "after", "world"].forEach(function (key) { url.searchParams.delete(key); });
      url.searchParams.set(name, value);
      return url.pathname + url.search;
    }

    function cluster() {
      var groups = [], unit = (marks.clientWidth || size[0]) / size[0];
      data.sites.slice().sort(function (a, b) { return b.sources - a.sources; }).forEach(function (site) {
        var at = projection(site.at);
        if (!at || at[0] < -20 || at[1] < -20 || at[0] > size[0] + 20 || at[1] > size[1] + 20) return;
        var near = null, least = (unit < 0.6 ? 20 : NEAR) / Math.max(unit, 0.3);
        groups.forEach(function (other) {
          var away = Math.hypot(other.at[0] - at[0], other.at[1] - at[1]);
          if (away < least) { least = away; near = other; }
        });
        if (near) near.sites.push(site);
        else groups.push({ at: at, sites: [site] });
      });
      groups.forEach(function (item) {
        item.events = item.sites.reduce(function (sum, site) { return sum + site.events; }, 0);
        item.sources = item.sites.reduce(function (sum, site) { return sum + site.sources; }, 0);
        item.conflict = item.sites.reduce(function (sum, site) { return sum + site.conflict; }, 0);
      });
      return groups.sort(function (a, b) { return b.sources - a.sources; });
    }

    function make(name, parent, attributes) {
      var element = document.createElementNS(SVG, name);
      Object.keys(attributes).forEach(function (key) { element.setAttribute(key, attributes[key]); });
      parent.append(element);
      return element;
    }

    function filterOf(item) {
      if (item.sites.length === 1) return ["near", [item.sites[0].at[1], item.sites[0].at[0], Math.max(1, item.sites[0].km || 1)].join(",")];
      var south = 90, north = -90, east = -1e9, west = 1e9, base = item.sites[0].at[0];
      item.sites.forEach(function (site) {
        var turned = base + (((site.at[0] - base) % 360) + 540) % 360 - 180;
        south = Math.min(south, site.at[1]); north = Math.max(north, site.at[1]);
        west = Math.min(west, turned); east = Math.max(east, turned);
      });
      return ["box", [south - 0.01, wrap(west - 0.01), north + 0.01, wrap(east + 0.01)].map(round).join(",")];
    }
    function wrap(x) { return ((x % 360) + 540) % 360 - 180; }
    function round(x) { return Math.round(x * 1e4) / 1e4; }

    function drawMarks() {
      var groups = cluster(), most = groups.length ? groups[0].sources : 1, taken = [];
      var unit = size[0] / (marks.clientWidth || size[0]), largest = unit > 1.6 ? 13 : LARGEST;
      marks.textContent = "";
      group.querySelectorAll(".x-ring").forEach(function (ring) { ring.remove(); });
      groups.forEach(function (item) {
        item.radius = Math.max(SMALLEST, largest * Math.sqrt(item.sources / most));
        taken.push([item.at[0] - item.radius * unit, item.at[0] + item.radius * unit, item.at[1] - item.radius * unit, item.at[1] + item.radius * unit, item]);
      });
      groups.forEach(function (item, number) {
        var kind = tone(item.conflict, item.sources), only = item.sites.length === 1;
        var name = item.sites[0].name + (only ? "" : " and " + (item.sites.length - 1) + " more");
        var words = name + ": " + plural(item.events, "event") + ", " + plural(item.sources, "source");
        var left = 100 * item.at[0] / size[0] + "%", top = 100 * item.at[1] / size[1] + "%";
        if (only && item.sites[0].km) {
          var up = projection([item.sites[0].at[0], Math.min(89.9, item.sites[0].at[1] + 0.1)]);
          var ring = Math.hypot(up[0] - item.at[0], up[1] - item.at[1]) * 10 * item.sites[0].km / KM;
          make("circle", group, { "class": "x-ring q-" + kind, cx: item.at[0], cy: item.at[1], r: ring });
        }
        var filter = filterOf(item);
        var link = make("a", marks, { href: address("table", filter[0], filter[1]), "class": "q-" + kind, "aria-label": words });
        var circle = make("circle", link, { "class": "x-mark" + (only && item.sites[0].vague ? " x-vague" : ""), cx: left, cy: top, r: item.radius });
        make("title", circle, {}).textContent = words;
        var side = place(item, name, number, taken, unit);
        if (side) make("text", link, { "class": "x-place", x: left, y: top, dy: 4, dx: side * (item.radius + 3), "text-anchor": side > 0 ? "start" : "end" }).textContent = name;
        if (!only && item.radius >= 9) make("text", marks, { "class": "x-many", x: left, y: top, dy: 4, "aria-hidden": "true" }).textContent = item.sites.length;
      });
    }

    function place(item, name, number, taken, unit) {
      if (number >= NAMED / Math.max(1, unit * 1.5)) return 0;
      var length = 7 * name.length * unit, gap = (item.radius + 2) * unit, high = 9 * unit;
      var sides = [[1, item.at[0] + gap, item.at[0] + gap + length], [-1, item.at[0] - gap - length, item.at[0] - gap]];
      for (var i = 0; i < 2; i += 1) {
        var box = [sides[i][1], sides[i][2], item.at[1] - high, item.at[1] + high];
        var free = box[0] > 0 && box[1] < size[0] && !taken.some(function (other) {
          return other[4] !== item && box[0] < other[1] && other[0] < box[1] && box[2] < other[3] && other[2] < box[3];
        });
        if (free) { taken.push(box.concat([null])); return sides[i][0]; }
      }
      return 0;
    }

    function drawShapes() {
      if (!features) return;
      paths.forEach(function (item) { item.element.setAttribute("d", path(item.feature) || ""); });
      var edge = land.querySelector("clipPath path"), sea = land.querySelector("path.x-sea");
      if (edge) { edge.setAttribute("d", path({ type: "Sphere" })); sea.setAttribute("d", path({ type: "Sphere" })); }
    }

    function takeOver(found) {
      features = found;
      var shades = {};
      group.querySelectorAll(".x-area").forEach(function (element) { shades[element.dataset.name] = element.getAttribute("class"); });
      var drawn = document.createDocumentFragment();
      found.forEach(function (feature) {
        var shade = shades[feature.properties.name];
        var element = document.createElementNS(SVG, "path");
        element.setAttribute("class", shade || "x-land");
        drawn.append(element);
        paths.push({ element: element, feature: feature });
      });
      group.querySelectorAll(".x-land, .x-area").forEach(function (element) { element.remove(); });
      group.prepend(drawn);
      drawShapes();
      var wide = marks.clientWidth / size[0];
      if (wide < 0.85 || wide > 1.15) drawMarks();
    }

    function showWithin() {
      var south = 90, north = -90, west = null, east = null, any = false;
      for (var i = 0; i <= 12; i += 1) {
        [[i / 12, 0], [i / 12, 1], [0, i / 12], [1, i / 12]].forEach(function (share) {
          var at = projection.invert([share[0] * size[0], share[1] * size[1]]);
          if (!at || !isFinite(at[0]) || !isFinite(at[1]) || Math.abs(at[1]) > 90) return;
          any = true;
          south = Math.min(south, at[1]); north = Math.max(north, at[1]);
        });
      }
      var left = projection.invert([0, size[1] / 2]), right = projection.invert([size[0], size[1] / 2]);
      if (!any || !left || !right || !isFinite(left[0]) || !isFinite(right[0])) return;
      west = wrap(left[0]); east = wrap(right[0]);
      within.setAttribute("href", address("map", "box", [south, west, north, east].map(round).join(",")));
    }

    var pending = false;
    var zoom = d3.zoom().scaleExtent([1, 60])
      .extent([[0, 0], size]).translateExtent([[-size[0] * 0.2, -size[1] * 0.2], [size[0] * 1.2, size[1] * 1.2]])
      .filter(function (event) {
        if (event.type === "wheel") return event.ctrlKey || event.metaKey;
        if (event.type.indexOf("touch") === 0) return event.touches.length > 1;
        return !event.button;
      })
      .on("zoom", function (event) {
        var t = event.transform, given = data.projection;
        projection.scale(given.scale * t.k).translate([given.shift[0] * t.k + t.x, given.shift[1] * t.k + t.y]);
        if (pending) return;
        pending = true;
        window.requestAnimationFrame(function () { pending = false; drawShapes(); drawMarks(); showWithin(); });
      });
    var target = d3.select(marks);
    load().then(function (found) {
      takeOver(found);
      target.call(zoom);
      tools.hidden = false;
      tools.querySelectorAll("[data-map-zoom]").forEach(function (button) {
        button.addEventListener("click", function () {
          var quick = window.matchMedia("(prefers-reduced-motion: reduce)").matches ? 0 : 250;
          var what = button.dataset.mapZoom, moving = target.transition().duration(quick);
          if (what === "home") moving.call(zoom.transform, d3.zoomIdentity);
          else moving.call(zoom.scaleBy, what === "in" ? 2 : 0.5);
        });
      });
      showWithin();
    }).catch(function () { delete figure.dataset.ready; });
  }

  function start() { document.querySelectorAll("[data-map]").forEach(startMap); }
  document.addEventListener("explore:shown", start);
  start();
})();
