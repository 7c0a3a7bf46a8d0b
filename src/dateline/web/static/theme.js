/* Light or dark before the first paint: what was chosen here, else what the system says. */
(function () {
  "use strict";
  try {
    var chosen = window.localStorage.getItem("theme");
    if (chosen === "light" || chosen === "dark") document.documentElement.dataset.theme = chosen;
  } catch (e) { /* storage is closed: the system decides */ }
})();
