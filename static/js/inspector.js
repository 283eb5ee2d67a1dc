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
  const tabs = Array.from(pane.querySelectorAll("[role=tab]"), (button) => button.dataset.tab);
  const kept = Selfeval.store.read("selfeval.inspector.tab");
  let tab = tabs.includes(kept) ? kept : "basis";
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

  // Without a connection the pane keeps what it shows.
  const fill = (target, url) => { Promise.resolve(window.htmx.ajax("GET", url, { target, swap: "innerHTML" })).catch(() => {}); };
  const isHidden = () => root.classList.contains("inspector-folded");
  function loadPreview() {
    if (!previewIsStale || isHidden() || !pane.dataset.preview) return;
    previewIsStale = false;
    fill(preview, pane.dataset.preview);
  }
  function load(delay) {
    window.clearTimeout(timer);
    timer = window.setTimeout(() => {
      if (!address || isHidden()) return;
      const url = `${pane.dataset.inspector}?address=${encodeURIComponent(address)}`;
      fill(body, url);
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
