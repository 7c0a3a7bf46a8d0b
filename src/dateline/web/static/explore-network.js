/* The network: nodes that can be dragged, neighbours that light up. It starts where the picture that came stands. */
(function () {
  "use strict";
  var BEND = 0.14;

  function drawTie(source, target, wide) {
    if (source === target) return "M" + source.x + "," + source.y + "c-34,-46 34,-46 0,0";
    var mx = (source.x + target.x) / 2 - (target.y - source.y) * BEND;
    var my = (source.y + target.y) / 2 + (target.x - source.x) * BEND;
    var away = Math.hypot(target.x - mx, target.y - my) || 1;
    var short = Math.min(0.9, (target.radius * wide + 5) / away);
    var x = target.x + (mx - target.x) * short, y = target.y + (my - target.y) * short;
    return "M" + [source.x, source.y].map(round) + "Q" + [mx, my].map(round) + " " + [x, y].map(round);
  }
  function round(x) { return Math.round(x * 10) / 10; }

  function startNetwork(figure) {
    if (figure.dataset.ready !== undefined) return;
    var source = document.getElementById("x-network-data");
    if (!source) return;
    figure.dataset.ready = "";
    var data = JSON.parse(source.textContent), size = data.size;
    var box = figure.querySelector(".x-net-box");
    var paths = Array.from(figure.querySelectorAll(".x-tie")), links = Array.from(figure.querySelectorAll(".x-node"));
    var nodes = data.nodes.map(function (node, index) {
      var x = node.left * size[0] / 100, y = node.top * size[1] / 100;
      return { index: index, x: x, y: y, homeX: x, homeY: y, radius: node.radius };
    });
    var ties = data.ties.map(function (tie) { return { source: nodes[tie.source], target: nodes[tie.target] }; });
    var near = nodes.map(function (node, index) { return new Set([index]); });
    data.ties.forEach(function (tie) { near[tie.source].add(tie.target); near[tie.target].add(tie.source); });

    function draw() {
      var wide = size[0] / (box.clientWidth || size[0]);
      paths.forEach(function (path, index) { path.setAttribute("d", drawTie(ties[index].source, ties[index].target, wide)); });
      links.forEach(function (link, index) {
        var node = nodes[index];
        node.x = Math.max(10, Math.min(size[0] - 10, node.x));
        node.y = Math.max(10, Math.min(size[1] - 10, node.y));
        var left = 100 * node.x / size[0] + "%", top = 100 * node.y / size[1] + "%";
        var circle = link.querySelector("circle"), text = link.querySelector("text");
        circle.setAttribute("cx", left);
        circle.setAttribute("cy", top);
        if (text) { text.setAttribute("x", left); text.setAttribute("y", top); }
      });
    }

    var simulation = d3.forceSimulation(nodes).stop()
      .force("tie", d3.forceLink(ties).distance(function (tie) {
        return Math.max(60, Math.hypot(tie.source.homeX - tie.target.homeX, tie.source.homeY - tie.target.homeY));
      }).strength(0.25))
      .force("x", d3.forceX(function (node) { return node.homeX; }).strength(0.05))
      .force("y", d3.forceY(function (node) { return node.homeY; }).strength(0.05))
      .force("apart", d3.forceCollide(function (node) { return node.radius + 14; }).strength(0.5))
      .on("tick", draw);

    function locate(event) {
      var area = box.getBoundingClientRect();
      var at = event.sourceEvent.touches ? event.sourceEvent.touches[0] || event.sourceEvent.changedTouches[0] : event.sourceEvent;
      return [(at.clientX - area.left) / area.width * size[0], (at.clientY - area.top) / area.height * size[1]];
    }
    d3.selectAll(links).data(nodes).call(d3.drag().filter(function (event) { return !event.button && !event.ctrlKey && event.type !== "touchstart"; })
      .container(box).clickDistance(4)
      .on("drag", function (event, node) {
        var at = locate(event);
        if (node.fx === undefined || node.fx === null) simulation.alphaTarget(0.25).restart();
        node.fx = at[0];
        node.fy = at[1];
      })
      .on("end", function (event, node) {
        if (node.fx === undefined || node.fx === null) return;
        node.homeX = node.fx;
        node.homeY = node.fy;
        node.fx = node.fy = null;
        simulation.alphaTarget(0);
      }));
    links.forEach(function (link) { link.querySelector("circle").addEventListener("dragstart", function (event) { event.preventDefault(); }); });
    links.forEach(function (link) { link.addEventListener("dragstart", function (event) { event.preventDefault(); }); });

    function light(index) {
      box.dataset.lit = "";
      links.forEach(function (link, number) { link.classList.toggle("x-lit", near[index].has(number)); });
      paths.forEach(function (path, number) {
        path.classList.toggle("x-lit", data.ties[number].source === index || data.ties[number].target === index);
      });
    }
    function dim() { delete box.dataset.lit; }
    links.forEach(function (link, index) {
      link.addEventListener("pointerenter", function () { light(index); });
      link.addEventListener("pointerleave", dim);
      link.addEventListener("focus", function () { light(index); });
      link.addEventListener("blur", dim);
    });
  }

  function start() { document.querySelectorAll("[data-network]").forEach(startNetwork); }
  document.addEventListener("explore:shown", start);
  start();
})();
