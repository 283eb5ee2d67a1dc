// The page of a project: an indicator whose nature changes asks for other things; lists that rule the page redraw it.
(() => {
  "use strict";
  const { Selfeval } = window;
  const root = document.querySelector(".item-page");
  if (!root || !Selfeval.fieldAt) return;

  const addUrl = () => {
    const source = root.querySelector("[data-add-row]");
    return source ? source.dataset.url : "";
  };
  const linesOf = (key) => [root.querySelector(`tr[data-row="${CSS.escape(key)}"]`), root.querySelector(`tr[data-more="${CSS.escape(key)}"]`)];

  // Both lines of an indicator come anew, but the fields that stay are the old ones: what is being typed in them,
  // and what is on its way to the server, belongs to them.
  const redraw = async (key) => {
    const response = await fetch(addUrl().replace(/add$/, encodeURIComponent(key)), { credentials: "same-origin", headers: { "HX-Request": "true" } });
    if (!response.ok) return;
    const holder = document.createElement("tbody");
    holder.innerHTML = await response.text();
    const [line, more] = linesOf(key);
    const [newLine, newMore] = holder.children;
    if (!line || !more || !newMore) return;
    const focused = document.activeElement;
    const caret = focused && focused.matches("input[type=text], textarea") ? [focused.selectionStart, focused.selectionEnd] : null;
    const isWithin = line.contains(focused) || more.contains(focused);
    newMore.querySelector("details").open = more.querySelector("details").open;
    [line, more].forEach((old) => old.querySelectorAll("[data-address]").forEach((field) => {
      if (field.dataset.address.endsWith(".tier")) return;
      const fresh = holder.querySelector(`[data-address="${CSS.escape(field.dataset.address)}"]`);
      if (fresh) fresh.replaceWith(field);
    }));
    line.replaceWith(newLine);
    more.replaceWith(newMore);
    window.htmx.process(newMore);
    Selfeval.emit("drawn", { within: newMore });
    if (!isWithin || !focused.isConnected) return;
    focused.focus();
    if (caret) focused.setSelectionRange(...caret);
  };

  root.addEventListener("selfeval:settled", (event) => {
    const { address, status } = event.detail;
    if (status !== "saved") return;
    const nature = /^item_indicators\.(.+)\.nature$/.exec(address);
    if (nature) redraw(nature[1]);
    // Another form, or another group: the whole page changes.
    if (/^items\..+\.form$|^item_indicators\..+\.level1$/.test(address)) window.location.reload();
  });

  document.addEventListener("htmx:afterOnLoad", (event) => {
    const { deleteRow } = event.detail.requestConfig.elt.dataset;
    if (!deleteRow || !deleteRow.startsWith("item_indicators.")) return;
    linesOf(deleteRow.slice("item_indicators.".length)).forEach((line) => { if (line) line.remove(); });
  });
})();
