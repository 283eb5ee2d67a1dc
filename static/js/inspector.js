// The inspector follows the cursor: basis, last year, findings, printed preview, history of the focused place.
(() => {
  "use strict";
  const { Selfeval } = window;
  const pane = document.getElementById("inspector");
  if (!pane) return;
  const body = document.getElementById("inspector-body");
  const preview = document.getElementById("inspector-preview");
  const root = document.documentElement;
  let address = "";
  let timer = 0;
  let tab = Selfeval.store.read("selfeval.inspector.tab") || "basis";
  let previewIsStale = true;

  const fold = (isFolded, isChoice) => {
    root.classList.toggle("inspector-folded", isFolded);
    if (isChoice) Selfeval.store.write("selfeval.inspector.folded", isFolded);
  };
  const narrow = window.matchMedia("(max-width: 1279px)");
  fold(narrow.matches || Selfeval.store.read("selfeval.inspector.folded") === true, false);
  narrow.addEventListener("change", () => fold(narrow.matches, false));
  document.querySelectorAll("[data-inspector-fold]").forEach((button) => {
    button.addEventListener("click", () => { fold(!root.classList.contains("inspector-folded"), true); load(0); });
  });

  const show = () => {
    pane.querySelectorAll("[role=tab]").forEach((button) => button.setAttribute("aria-selected", String(button.dataset.tab === tab)));
    pane.querySelectorAll("[data-panel]").forEach((panel) => { panel.hidden = panel.dataset.panel !== tab; });
    body.hidden = tab === "preview";
    preview.hidden = tab !== "preview";
    if (tab === "preview") loadPreview();
  };
  pane.querySelectorAll("[role=tab]").forEach((button) => button.addEventListener("click", () => {
    tab = button.dataset.tab;
    Selfeval.store.write("selfeval.inspector.tab", tab);
    show();
  }));

  const isHidden = () => root.classList.contains("inspector-folded");
  function loadPreview() {
    if (!previewIsStale || isHidden() || !pane.dataset.preview) return;
    previewIsStale = false;
    window.htmx.ajax("GET", pane.dataset.preview, { target: preview, swap: "innerHTML" });
  }
  function load(delay) {
    window.clearTimeout(timer);
    timer = window.setTimeout(() => {
      if (!address || isHidden()) return;
      const url = `${pane.dataset.inspector}?address=${encodeURIComponent(address)}`;
      window.htmx.ajax("GET", url, { target: body, swap: "innerHTML" });
    }, delay);
  }
  body.addEventListener("htmx:afterSwap", show);

  document.addEventListener("focusin", (event) => {
    const spot = event.target.closest && event.target.closest("[data-inspect], [data-address]");
    const wanted = spot && (spot.dataset.inspect || spot.dataset.address);
    if (!wanted || wanted === address) return;
    address = wanted;
    load(180);
  });
  Selfeval.on("saved", () => { previewIsStale = true; load(120); if (tab === "preview") loadPreview(); });
  show();
})();
