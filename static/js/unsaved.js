// Asks before a page is left whose form holds something that was not saved.
(() => {
  "use strict";
  let isUnsaved = false;
  const isWatched = (form) => form && form.method === "post" && form.closest("main");
  document.addEventListener("input", (event) => { if (isWatched(event.target.form)) isUnsaved = true; });
  document.addEventListener("change", (event) => { if (isWatched(event.target.form)) isUnsaved = true; });
  document.addEventListener("submit", (event) => {
    if (isWatched(event.target)) isUnsaved = false;
  });
  window.addEventListener("beforeunload", (event) => {
    if (!isUnsaved) return;
    event.preventDefault();
    event.returnValue = "";
  });
})();
