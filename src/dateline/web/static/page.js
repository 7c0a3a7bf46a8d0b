/* What every page does: dates and numbers in the reader's locale, light or dark, form tokens for htmx. */
(function () {
  "use strict";
  var root = document.documentElement;
  var locales = navigator.languages && navigator.languages.length ? navigator.languages : undefined;

  function formatTime(element) {
    var value = element.getAttribute("datetime") || "";
    var found = /^(\d{4})(?:-(\d\d)(?:-(\d\d)(?:T(\d\d):(\d\d)(?::(\d\d))?Z)?)?)?$/.exec(value);
    if (!found || !found[2] || Number(found[1]) < 100) return;
    var day = found[3] ? Number(found[3]) : 1;
    var date = new Date(Date.UTC(Number(found[1]), Number(found[2]) - 1, day, Number(found[4] || 0), Number(found[5] || 0)));
    var form = found[4] ? { dateStyle: "medium", timeStyle: "short" }
      : found[3] ? { day: "numeric", month: "long", year: "numeric", timeZone: "UTC" }
        : { month: "long", year: "numeric", timeZone: "UTC" };
    try { element.textContent = new Intl.DateTimeFormat(locales, form).format(date); } catch (e) { return; }
    element.title = value;
  }

  function formatNumber(element) {
    var value = Number(element.getAttribute("value"));
    if (isFinite(value)) element.textContent = new Intl.NumberFormat(locales).format(value);
  }

  function format(scope) {
    scope.querySelectorAll("time[datetime]").forEach(formatTime);
    scope.querySelectorAll("data[value]").forEach(formatNumber);
  }

  function isDark() {
    if (root.dataset.theme) return root.dataset.theme === "dark";
    return window.matchMedia("(prefers-color-scheme: dark)").matches;
  }

  root.classList.add("js");
  format(document);
  document.querySelectorAll("[data-theme-toggle]").forEach(function (button) {
    function name() { button.textContent = isDark() ? "Light" : "Dark"; button.setAttribute("aria-label", isDark() ? "Light colours" : "Dark colours"); }
    name();
    button.addEventListener("click", function () {
      root.dataset.theme = isDark() ? "light" : "dark";
      try { window.localStorage.setItem("theme", root.dataset.theme); } catch (e) { /* not kept */ }
      name();
      document.dispatchEvent(new CustomEvent("dateline:theme"));
    });
  });
  document.querySelectorAll("[data-keys-toggle]").forEach(function (button) {
    function name() { button.setAttribute("aria-pressed", root.dataset.keys === "off" ? "false" : "true"); }
    name();
    button.addEventListener("click", function () {
      if (root.dataset.keys === "off") delete root.dataset.keys; else root.dataset.keys = "off";
      try { window.localStorage.setItem("keys", root.dataset.keys || "on"); } catch (e) { /* not kept */ }
      name();
    });
  });
  document.addEventListener("htmx:configRequest", function (event) {
    var token = document.querySelector('meta[name="csrf"]');
    if (token) event.detail.headers["X-CSRF-Token"] = token.content;
  });
  document.addEventListener("htmx:afterSwap", function (event) { format(event.detail.target || document); });
  document.querySelectorAll("form[data-submit-on-change]").forEach(function (form) {
    form.addEventListener("change", function () { form.requestSubmit(); });
  });
})();
