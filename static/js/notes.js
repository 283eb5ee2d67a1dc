// Notes at a cell: why it was not saved, and the answers to choose from.
(() => {
  "use strict";
  const { Selfeval } = window;
  const root = document.querySelector("[data-autosave]");
  Selfeval.root = root;
  if (!root) return;

  const fieldsAt = (address) => root.querySelectorAll(`[data-address="${CSS.escape(address)}"]`);
  const noteId = (address) => `note:${address}`;
  const remove = (address) => {
    const note = document.getElementById(noteId(address));
    if (note) (note.closest("tr.note-row") || note).remove();
  };
  const clear = (field) => {
    const address = field.dataset.address;
    remove(address);
    fieldsAt(address).forEach((item) => {
      item.removeAttribute("data-state");
      item.removeAttribute("aria-invalid");
      if (item.getAttribute("aria-describedby") === noteId(address)) item.removeAttribute("aria-describedby");
    });
  };

  const button = (words, press) => {
    const made = document.createElement("button");
    made.type = "button";
    made.className = "btn btn-plain btn-small";
    made.textContent = words;
    made.addEventListener("click", press);
    return made;
  };

  // In a grid a note stands in a row of its own, so that no column moves.
  const putBelow = (row, note) => {
    const holder = document.createElement("tr");
    holder.className = "note-row";
    const cell = holder.insertCell();
    cell.colSpan = row.cells.length;
    cell.append(note);
    row.after(holder);
  };

  const add = (field, kind, message, buttons) => {
    clear(field);
    const address = field.dataset.address;
    const note = document.createElement("div");
    note.className = "cell-note";
    note.id = noteId(address);
    note.dataset.kind = kind;
    note.setAttribute("role", kind === "refused" ? "alert" : "group");
    const words = document.createElement("p");
    words.textContent = message;
    note.append(words);
    if (buttons.length) {
      const row = document.createElement("div");
      row.className = "actions";
      row.append(...buttons);
      note.append(row);
    }
    const row = field.closest("tr[data-row]");
    if (row) putBelow(row, note);
    else (field.closest("[data-cell]") || field.parentElement).append(note);
    fieldsAt(address).forEach((item) => {
      item.dataset.state = kind;
      item.setAttribute("aria-invalid", "true");
      item.setAttribute("aria-describedby", note.id);
    });
  };

  Object.assign(Selfeval, { fieldsAt, notes: { add, clear, remove, button } });
})();
