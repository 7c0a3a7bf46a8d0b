/* Before the first paint: light or dark as chosen here, else as the system says; whether single letters are keys. */
(function () {
  "use strict";
  document.documentElement.classList.add("js");
  try {
    var chosen = window.localStorage.getItem("theme");
    if (chosen === "light" || chosen === "dark") document.documentElement.dataset.theme = chosen;
    if (window.localStorage.getItem("keys") === "off") document.documentElement.dataset.keys = "off";
  } catch (e) { /* storage is closed: the system decides */ }
})();
