"use strict";
(function () {
  var root = document.documentElement;
  var text = document.getElementById("text");
  var items = Array.prototype.slice.call(document.querySelectorAll("li.event"));
  var segments = new Map();
  var at = -1;
  var lit = [];

  text.querySelectorAll("[data-i]").forEach(function (segment) {
    segment.getAttribute("data-i").split(" ").forEach(function (key) {
      if (!segments.has(key)) segments.set(key, []);
      segments.get(key).push(segment);
    });
  });

  function light(keys, name, role) {
    keys.forEach(function (key) {
      var found = segments.get(key) || [];
      found.forEach(function (segment) {
        name.split(" ").forEach(function (part) { segment.classList.add(part); });
        lit.push(segment);
      });
      if (role && found.length) {
        var last = found[found.length - 1];
        var known = last.getAttribute("data-role");
        last.setAttribute("data-role", known && known !== role ? known + ", " + role : role);
      }
    });
  }

  function clear() {
    lit.forEach(function (segment) {
      segment.removeAttribute("data-role");
      ["on", "on-sentence", "on-trigger", "on-other", "on-via"].forEach(function (name) {
        segment.classList.remove(name);
      });
    });
    lit = [];
    if (at >= 0) {
      items[at].classList.remove("selected");
      items[at].querySelector("details").open = false;
    }
    at = -1;
    root.classList.remove("picked");
  }

  function keysOf(item, role) {
    var value = item.getAttribute("data-" + role);
    return value ? value.split(" ") : [];
  }

  function reveal(element) {
    var box = element.getBoundingClientRect();
    if (box.top < 60 || box.bottom > window.innerHeight * (window.innerWidth < 992 ? 0.5 : 0.9)) {
      window.scrollTo(0, window.scrollY + box.top - window.innerHeight / 3);
    }
  }

  function select(index, scroll) {
    clear();
    if (index < 0 || index >= items.length) return;
    at = index;
    var item = items[at];
    root.classList.add("picked");
    item.classList.add("selected");
    item.querySelector("details").open = true;
    light([item.id + "s"], "on-sentence");
    light(keysOf(item, "other"), "on-other");
    keysOf(item, "via").forEach(function (key) {
      light([key + "c", key + "u"], "on-via");
      light([key + "s"], "on-via", "says");
    });
    ["actor", "recipient", "place", "time", "number"].forEach(function (role) {
      light(keysOf(item, role), "on", role);
    });
    light([item.id], "on on-trigger");
    var side = item.parentNode.parentNode;
    if (side.scrollHeight > side.clientHeight) side.scrollTop = item.offsetTop - 60;
    var word = segments.get(item.id);
    if (scroll && word) reveal(word[0]);
    try { history.replaceState(null, "", "#" + item.id); } catch (error) { /* a frame without an address */ }
  }

  function flash(elements) {
    elements.forEach(function (element) {
      element.classList.add("flash");
      window.setTimeout(function () { element.classList.remove("flash"); }, 1600);
    });
  }

  /* Words to their values: the event that uses them (the selected one, if it does), with the value marked in it. */
  function showValue(segment) {
    if (!segment) return false;
    var wanted = segment.getAttribute("data-i").split(" ").map(function (key) { return "#w-" + key.replace(/[uc]$/, "s"); });
    function linksOf(item) {
      return Array.prototype.filter.call(item.querySelectorAll("dd a.words"), function (link) {
        return wanted.indexOf(link.getAttribute("href")) >= 0;
      });
    }
    var found = at >= 0 && linksOf(items[at]).length ? at : items.findIndex(function (item) { return linksOf(item).length > 0; });
    if (found < 0) return showParty(segment);
    if (found !== at) select(found, false);
    flash(linksOf(items[found]));
    return true;
  }

  /* A mention that stands for no value itself: the event whose actor or recipient it names again. */
  function showParty(segment) {
    var keys = segment.getAttribute("data-i").split(" ");
    function names(item) {
      return keysOf(item, "other").some(function (key) { return keys.indexOf(key) >= 0; });
    }
    var found = at >= 0 && names(items[at]) ? at : items.findIndex(names);
    if (found < 0) return false;
    if (found !== at) select(found, false);
    flash([items[found].querySelector(".who")]);
    return true;
  }

  function step(by) {
    if (!items.length) return;
    select(at < 0 ? (by > 0 ? 0 : items.length - 1) : (at + by + items.length) % items.length, true);
  }

  function fold(open) {
    items.forEach(function (item, i) { item.querySelector("details").open = open || i === at; });
  }

  items.forEach(function (item, i) {
    item.querySelector("summary").addEventListener("click", function (event) {
      event.preventDefault();
      if (at === i) clear(); else select(i, true);
    });
  });
  text.addEventListener("click", function (event) {
    var word = event.target.closest("a.k-trigger");
    if (!word) {
      if (!String(window.getSelection()) && !showValue(event.target.closest("[data-i]"))) clear();
      return;
    }
    event.preventDefault();
    var own = word.getAttribute("data-i").split(" ").map(function (key) {
      return items.findIndex(function (item) { return item.id === key; });
    }).filter(function (i) { return i >= 0; });
    var next = own.indexOf(at) + 1;
    if (next >= own.length && own.length === 1 && at === own[0]) clear(); else select(own[next % own.length], false);
  });
  /* Values to their words. */
  document.querySelectorAll("dd a.words").forEach(function (link) {
    link.addEventListener("click", function (event) {
      var words = segments.get(link.getAttribute("href").slice(3));
      if (!words) return;
      event.preventDefault();
      reveal(words[0]);
      flash(words);
    });
  });
  document.querySelectorAll("[data-step]").forEach(function (button) {
    button.addEventListener("click", function () {
      var by = Number(button.getAttribute("data-step"));
      if (by) step(by); else clear();
    });
  });
  document.addEventListener("keydown", function (event) {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input, select, textarea")) return;
    if (root.getAttribute("data-keys") === "off" && event.key.length === 1) return;
    if (event.key === "j" || event.key === "ArrowRight" || (event.key === "ArrowDown" && at >= 0)) step(1);
    else if (event.key === "k" || event.key === "ArrowLeft" || (event.key === "ArrowUp" && at >= 0)) step(-1);
    else if (event.key === "Escape") clear();
    else return;
    event.preventDefault();
  });
  window.addEventListener("beforeprint", function () { fold(true); });
  window.addEventListener("afterprint", function () { fold(false); });

  root.classList.add("js");
  var steps = document.querySelector(".steps");
  if (steps) steps.hidden = items.length === 0;
  fold(false);
  var wanted = items.findIndex(function (item) { return "#" + item.id === location.hash; });
  if (wanted >= 0) select(wanted, true);
  root.classList.add("ready");
})();
