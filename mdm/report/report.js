"use strict";
(function () {
  var root = document.documentElement;

  function say(language) {
    root.lang = language === "en" ? "en" : "zh-CN";
    document.querySelectorAll("[data-language]").forEach(function (button) {
      button.setAttribute("aria-pressed", String(button.dataset.language === language));
    });
    document.querySelectorAll("[data-label-en]").forEach(function (element) {
      if (!element.dataset.labelZh) { element.dataset.labelZh = element.getAttribute("aria-label"); }
      var label = language === "en" ? element.dataset.labelEn : element.dataset.labelZh;
      element.setAttribute("aria-label", label);
      if (element.placeholder !== undefined && element.tagName === "INPUT") { element.placeholder = label; }
    });
  }

  document.querySelectorAll(".needs-script").forEach(function (element) { element.hidden = false; });
  document.querySelectorAll("[data-language]").forEach(function (button) {
    button.addEventListener("click", function () { say(button.dataset.language); });
  });
  say(location.hash === "#en" ? "en" : "zh");

  document.querySelectorAll("[data-open]").forEach(function (button) {
    button.addEventListener("click", function () {
      button.closest("section").querySelectorAll("details").forEach(function (details) {
        details.open = button.dataset.open === "all";
      });
    });
  });

  var filter = document.getElementById("filter");
  if (filter) {
    filter.addEventListener("input", function () {
      var wanted = filter.value.trim().toLowerCase();
      document.querySelectorAll(".pair").forEach(function (card) {
        card.hidden = wanted !== "" && card.textContent.toLowerCase().indexOf(wanted) < 0;
      });
    });
  }
})();
