// What pages have besides: keys, and buttons to copy. All of it can be done without.
"use strict";
(() => {
  const all = (selector) => [...document.querySelectorAll(selector)];
  const box = document.getElementById("q");
  const isTyping = (target) => target.closest("input, textarea, select");

  // Hits of a search, or matches in a report.
  const stops = () => all(".hits article h2 a, .passage.hit-in > .number");
  let at = -1;
  const step = (by) => {
    const found = stops();
    if (!found.length) return;
    at = Math.min(Math.max(at + by, 0), found.length - 1);
    found[at].focus({ preventScroll: true });
    found[at].closest("article.hit, .passage").scrollIntoView({ block: "center" });
  };
  const follow = (selector) => {
    const link = document.querySelector(selector);
    if (link) link.click();
  };
  const keys = {
    "/": () => box && (box.focus(), box.select()),
    j: () => step(1),
    k: () => step(-1),
    n: () => follow("a[rel=next]"),
    p: () => follow("a[rel=prev]"),
    "?": () => { location.href = "/help"; },
  };
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (isTyping(event.target)) {
      if (event.key === "Escape") event.target.blur();
      return;
    }
    const act = keys[event.key];
    if (act) {
      event.preventDefault();
      act();
    }
  });

  // A choice is taken at once.
  all("form.ask select").forEach((select) => select.addEventListener("change", () => select.form.requestSubmit()));

  // On a narrow screen filters begin closed.
  if (matchMedia("(max-width: 52rem)").matches) all("details.facets").forEach((one) => one.removeAttribute("open"));

  if (navigator.clipboard) {
    all("pre[data-copy]").forEach((text) => {
      const button = document.createElement("button");
      button.type = "button";
      button.className = "copy";
      button.textContent = "Copy";
      button.addEventListener("click", async () => {
        await navigator.clipboard.writeText(text.textContent);
        button.textContent = "Copied";
        setTimeout(() => { button.textContent = "Copy"; }, 2000);
      });
      text.before(button);
    });
  }
})();
