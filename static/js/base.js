// Shared by every page: script marker, print buttons, guarded submit buttons, flushing before links.
(() => {
  "use strict";
  document.documentElement.classList.add("js");
  const Selfeval = {};
  window.Selfeval = Selfeval;

  Selfeval.on = (name, listener) => document.addEventListener(`selfeval:${name}`, (event) => listener(event.detail));
  Selfeval.emit = (name, detail) => document.dispatchEvent(new CustomEvent(`selfeval:${name}`, { detail }));

  Selfeval.store = {
    read(key) {
      try { return JSON.parse(window.localStorage.getItem(key)); } catch { return null; }
    },
    write(key, value) {
      try { window.localStorage.setItem(key, JSON.stringify(value)); return true; } catch { return false; }
    },
    remove(key) {
      try { window.localStorage.removeItem(key); } catch { /* storage is switched off: nothing to remove */ }
    },
    keys(prefix) {
      try { return Object.keys(window.localStorage).filter((key) => key.startsWith(prefix)); } catch { return []; }
    },
  };

  // From the cookie, not the form: it changes when somebody signs in again in another window.
  Selfeval.csrfToken = () => {
    const cookie = document.cookie.split("; ").find((part) => part.startsWith("csrftoken="));
    return cookie ? cookie.slice("csrftoken=".length) : "";
  };
  document.addEventListener("htmx:configRequest", (event) => { event.detail.headers["X-CSRFToken"] = Selfeval.csrfToken(); });

  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-print]")) window.print();
  });

  // A choice that takes effect at once: its form is sent when it changes.
  document.addEventListener("change", (event) => {
    if (event.target.matches("[data-submit-on-change]")) event.target.form.requestSubmit();
  });

  // A form that must not be sent twice: the second click within five seconds is dropped.
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!form.matches("[data-once]")) return;
    const now = Date.now();
    if (now - Number(form.dataset.sentAt || 0) < 5000) event.preventDefault();
    form.dataset.sentAt = String(now);
  });

  // The browser's own words on a file input follow its own language; ours are Chinese.
  const dressFileInputs = (within) => within.querySelectorAll("input[type=file]:not([data-dressed])").forEach((input) => {
    input.dataset.dressed = "";
    input.classList.add("visually-hidden");
    const holder = document.createElement("div");
    holder.className = "file-choice";
    const opener = document.createElement("button");
    opener.type = "button";
    opener.className = "btn btn-plain";
    opener.textContent = "选择文件";
    const name = document.createElement("span");
    name.textContent = "尚未选择";
    opener.addEventListener("click", () => input.click());
    input.addEventListener("change", () => { name.textContent = input.files.length ? input.files[0].name : "尚未选择"; });
    holder.append(opener, name);
    input.after(holder);
  });
  document.addEventListener("DOMContentLoaded", () => dressFileInputs(document));
  document.addEventListener("htmx:load", (event) => dressFileInputs(event.detail.elt.parentElement || document));

  // Land on the field that a link names, also inside closed groups.
  const landOn = () => {
    const wanted = decodeURIComponent(window.location.hash.slice(1));
    if (!wanted) return;
    const target = document.getElementById(wanted) || document.querySelector(`[data-address="${CSS.escape(wanted)}"]`);
    if (!target) return;
    for (let box = target.closest("details"); box; box = box.parentElement.closest("details")) box.open = true;
    const field = target.matches("input, select, textarea, a, [tabindex], [contenteditable]")
      ? target
      : target.querySelector("a.task, input, select, textarea, [role=textbox]") || target;
    if (!field.hasAttribute("tabindex") && field === target && !field.matches("input, select, textarea, a")) {
      field.setAttribute("tabindex", "-1");
    }
    field.scrollIntoView({ block: "center" });
    field.focus({ preventScroll: true });
  };
  const focusSummary = () => {
    const summary = document.querySelector("[data-focus]");
    if (summary) summary.focus();
  };
  window.addEventListener("hashchange", landOn);
  document.addEventListener("DOMContentLoaded", () => window.setTimeout(() => { landOn(); focusSummary(); }, 0));
})();
