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

  // Both lines of an indicator come anew; the cursor stays where it is.
  const redraw = async (key) => {
    const [line, more] = linesOf(key);
    if (!line || !more) return;
    const response = await fetch(addUrl().replace(/add$/, encodeURIComponent(key)), { credentials: "same-origin", headers: { "HX-Request": "true" } });
    if (!response.ok) return;
    const address = document.activeElement && document.activeElement.dataset ? document.activeElement.dataset.address : "";
    const holder = document.createElement("tbody");
    holder.innerHTML = await response.text();
    const made = Array.from(holder.children);
    while (line.nextElementSibling && line.nextElementSibling !== more) line.nextElementSibling.remove();
    more.remove();
    line.replaceWith(...made);
    made.forEach((row) => window.htmx.process(row));
    Selfeval.emit("drawn", { within: made[0].parentElement });
    const field = address && Selfeval.fieldAt(address);
    if (field) field.focus();
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
