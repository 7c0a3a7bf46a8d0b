/* Explore: periods chosen by dragging, timelines zoomed and moved, views changed without a new page.
   Everything here has a link or a form beside it that does the same without a script. */
(function () {
  "use strict";
  var DAY = 86400000;

  function toDay(text) { return Date.parse(text + "T00:00:00Z"); }
  function toText(time) {
    var date = new Date(time);
    var year = date.getUTCFullYear();
    if (!isFinite(year) || year < 1 || year > 9999) return null;
    return date.toISOString().slice(0, 10);
  }

  function makeAddress(since, until) {
    var url = new URL(window.location.href);
    if (since) url.searchParams.set("since", since);
    if (until) url.searchParams.set("until", until);
    url.searchParams.delete("after");
    return url;
  }

  var asked = 0;

  function go(url, keep) {
    var mine = ++asked;
    document.body.classList.add("x-loading");
    return fetch(url, { headers: { Accept: "text/html" } }).then(function (answer) {
      if (!answer.ok) throw new Error(String(answer.status));
      return answer.text();
    }).then(function (text) {
      if (mine !== asked) return;
      var page = new DOMParser().parseFromString(text, "text/html");
      var fresh = page.querySelector(".x-page");
      if (!fresh) throw new Error("another page");
      var held = document.activeElement && document.activeElement.id;
      document.querySelector(".x-head").replaceWith(document.importNode(page.querySelector(".x-head"), true));
      var target = document.importNode(fresh, true);
      document.querySelector(".x-page").replaceWith(target);
      document.title = page.title;
      if (!keep) window.history.pushState({ explore: true }, "", url);
      document.body.classList.remove("x-loading");
      document.dispatchEvent(new CustomEvent("htmx:afterSwap", { detail: { target: target } }));
      start();
      if (held && document.getElementById(held)) document.getElementById(held).focus({ preventScroll: true });
    }).catch(function () { window.location.assign(url); });
  }

  function listen(target, name, act, options) { if (target) target.addEventListener(name, act, options); }

  function share(element, event) {
    var box = element.getBoundingClientRect();
    return Math.max(0, Math.min(1, (event.clientX - box.left) / box.width));
  }

  /* A period chosen by dragging over the strip. */
  function startBrush(strip) {
    var plot = strip.querySelector("svg");
    var first = toDay(strip.dataset.first), days = Number(strip.dataset.days);
    var begun = null, rect = null;
    strip.dataset.ready = "";
    function draw(at) {
      rect.setAttribute("x", 100 * Math.min(begun, at) + "%");
      rect.setAttribute("width", 100 * Math.abs(at - begun) + "%");
    }
    listen(plot, "pointerdown", function (event) {
      if (event.button !== 0 || event.pointerType === "touch") return;
      begun = share(plot, event);
      rect = document.createElementNS("http://www.w3.org/2000/svg", "rect");
      rect.setAttribute("class", "x-brush");
      rect.setAttribute("y", "0");
      rect.setAttribute("height", "100%");
      plot.append(rect);
      draw(begun);
      plot.setPointerCapture(event.pointerId);
      event.preventDefault();
    });
    listen(plot, "pointermove", function (event) { if (rect) draw(share(plot, event)); });
    listen(plot, "pointerup", function (event) {
      if (!rect) return;
      var at = share(plot, event), low = Math.min(begun, at), high = Math.max(begun, at);
      rect.remove();
      rect = null;
      if ((high - low) * plot.getBoundingClientRect().width < 4) return;
      go(makeAddress(toText(first + Math.floor(low * days) * DAY), toText(first + (Math.ceil(high * days) - 1) * DAY)));
    });
    listen(plot, "pointercancel", function () { if (rect) { rect.remove(); rect = null; } });
  }

  /* A timeline that is zoomed with Ctrl and the wheel, moved by dragging, and entered by a click on a mark. */
  function startTimeline(figure) {
    var lanes = figure.querySelector(".x-lanes");
    var plots = Array.from(figure.querySelectorAll(".x-lane-plot, .x-lane-axis .x-axis"));
    if (!plots.length) return;
    var first = toDay(figure.dataset.first), days = Number(figure.dataset.days);
    var scale = 1, middle = 0.5, moved = 0, timer = null, held = null;
    figure.dataset.ready = "";

    function draw() {
      plots.forEach(function (plot) {
        plot.style.transformOrigin = 100 * middle + "% 50%";
        plot.style.transform = "translateX(" + moved + "px) scaleX(" + scale + ")";
      });
    }
    function settle() {
      var width = plots[0].clientWidth || plots[0].getBoundingClientRect().width / scale;
      var left = middle - middle / scale - moved / width / scale;
      var length = 1 / scale;
      var since = toText(first + Math.round(left * days) * DAY);
      var until = toText(first + (Math.round((left + length) * days) - 1) * DAY);
      if (!since || !until || since > until) { scale = 1; moved = 0; draw(); return; }
      go(makeAddress(since, until));
    }
    listen(lanes, "wheel", function (event) {
      if (!event.ctrlKey && !event.metaKey) return;
      event.preventDefault();
      if (scale === 1) middle = share(plots[0], event);
      scale = Math.max(1 / 8, Math.min(64, scale * Math.pow(1.0015, -event.deltaY)));
      if (days / scale < 2) scale = days / 2;
      draw();
      window.clearTimeout(timer);
      timer = window.setTimeout(settle, 260);
    }, { passive: false });
    listen(lanes, "pointerdown", function (event) {
      if (event.button !== 0 || event.pointerType === "touch" || event.target.closest("a")) return;
      held = { x: event.clientX, mark: event.target.closest(".x-marks circle") };
      lanes.setPointerCapture(event.pointerId);
    });
    listen(lanes, "pointermove", function (event) {
      if (!held) return;
      moved = event.clientX - held.x;
      if (Math.abs(moved) > 3) draw();
    });
    listen(lanes, "pointerup", function () {
      if (!held) return;
      var mark = held.mark;
      held = null;
      if (Math.abs(moved) > 3) { settle(); return; }
      moved = 0;
      draw();
      if (!mark) return;
      // "2014-05: 12 events, 9 sources"
      var period = mark.textContent.split(":")[0];
      go(makeAddress(period, period));
    });
    listen(lanes, "pointercancel", function () { held = null; moved = 0; draw(); });
  }

  function start() {
    document.querySelectorAll("[data-brush]").forEach(startBrush);
    document.querySelectorAll("[data-zoom]").forEach(startTimeline);
    document.dispatchEvent(new CustomEvent("explore:shown"));
  }

  window.addEventListener("popstate", function () { go(window.location.href, true); });
  window.history.replaceState({ explore: true }, "", window.location.href);
  start();
})();
