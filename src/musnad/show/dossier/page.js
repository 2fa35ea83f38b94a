// The page works without this: it only keeps the document's language in step, opens a folded part when a link
// leads into it, and lights all of a place that other places cut.
"use strict";
(function () {
  var root = document.documentElement;
  var radios = document.querySelectorAll('input[name="language"]');
  function tell() {
    var english = document.getElementById("in-en").checked;
    root.lang = english ? "en" : "ar";
    root.dir = english ? "ltr" : "rtl";
  }
  radios.forEach(function (radio) { radio.addEventListener("change", tell); });
  tell();
  function unfold() {
    var target = location.hash.length > 1 && document.getElementById(location.hash.slice(1));
    for (var box = target; box; box = box.parentElement) {
      if (box.tagName === "DETAILS") { box.open = true; }
    }
    if (target) { target.scrollIntoView({ block: "center" }); }
    document.querySelectorAll(".p.lit").forEach(function (part) { part.classList.remove("lit"); });
    if (target) {
      Array.prototype.forEach.call(document.getElementsByClassName("k-" + target.id), function (part) { part.classList.add("lit"); });
    }
  }
  addEventListener("hashchange", unfold);
  unfold();
  addEventListener("beforeprint", function () {
    document.querySelectorAll("details:not(.why):not(.furniture)").forEach(function (box) { box.open = true; });
  });
})();
