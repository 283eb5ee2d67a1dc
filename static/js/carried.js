// Marks of what stands as last year: a mark goes as soon as its cell is saved or confirmed.
(() => {
  "use strict";

  const forget = (addresses) => {
    for (const address of addresses) {
      document.querySelectorAll(`[data-carried="${CSS.escape(address)}"]`).forEach((mark) => mark.remove());
    }
    // The words above a table go with the last mark in it.
    document.querySelectorAll("[data-carried-group]").forEach((words) => {
      const prefix = CSS.escape(words.dataset.carriedGroup);
      if (!document.querySelector(`[data-carried^="${prefix}"]`)) words.remove();
    });
  };

  document.addEventListener("selfeval:settled", (event) => {
    if (event.detail.status === "saved") forget([event.detail.address]);
  });
  document.addEventListener("carried-confirmed", (event) => forget(event.detail.value));
})();
