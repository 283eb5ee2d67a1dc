// Grids: shown with separators and raw while edited, spreadsheet keys, blocks pasted from Excel, undo, rows.
(() => {
  "use strict";
  const { Selfeval } = window;
  if (!Selfeval.queue) return;

  let isEditing = false;
  let before = null;
  const done = [];
  const undone = [];

  const isText = (field) => field.matches("input:not([type=radio]):not([type=checkbox]), textarea");
  const markSign = (field) => {
    if (field.dataset.quantity) field.classList.toggle("negative", /^[-－−]/.test(field.value.trim()));
  };
  const showFormatted = (field) => {
    const isStored = field.value === field.dataset.raw || field.value === field.dataset.sent;
    if (field.dataset.display !== undefined && isStored && !field.dataset.state) field.value = field.dataset.display;
    markSign(field);
  };
  const grow = (area) => {
    if (area.tagName !== "TEXTAREA" || !area.classList.contains("field")) return;
    area.setAttribute("rows", "1");
    const lines = Math.round((area.scrollHeight - 10) / 21);
    area.setAttribute("rows", String(Math.max(1, Math.min(8, lines))));
  };
  const prepare = (within) => {
    within.querySelectorAll(".field[data-display]").forEach(showFormatted);
    within.querySelectorAll("textarea.field").forEach(grow);
  };

  document.addEventListener("focusin", (event) => {
    const field = event.target;
    if (!field.matches || !field.matches(".field[data-address]")) return;
    isEditing = false;
    if (field.dataset.display !== undefined && field.value === field.dataset.display) field.value = field.dataset.raw;
    before = { address: field.dataset.address, text: Selfeval.read(field) };
    if (isText(field) && !field.readOnly && field.type !== "date") field.select();
  });
  document.addEventListener("focusout", (event) => {
    const field = event.target;
    if (!field.matches || !field.matches(".field[data-address]")) return;
    remember(field);
    showFormatted(field);
  });
  document.addEventListener("input", (event) => {
    if (!event.target.matches(".field[data-address]")) return;
    isEditing = true;
    grow(event.target);
  });
  // Words that do not fit are shown whole under the pointer.
  document.addEventListener("mouseover", (event) => {
    const field = event.target;
    if (!field.matches || !field.matches(".field[data-address]")) return;
    const words = field.tagName === "SELECT" ? (field.selectedOptions[0] || { text: "" }).text : field.value;
    const isCut = field.tagName === "SELECT" || field.scrollWidth > field.clientWidth;
    field.title = isCut && field.tagName !== "TEXTAREA" ? words : "";
  });
  document.addEventListener("dblclick", (event) => { if (event.target.matches(".field")) isEditing = true; });
  document.addEventListener("selfeval:written", (event) => { markSign(event.target); grow(event.target); });

  // --- moving ------------------------------------------------------------------------------------------

  // A cell that holds a form of its own is no cell of the grid.
  const place = (field) => {
    const cell = field.closest("td, th");
    if (cell && cell.hasAttribute("data-form")) return null;
    const row = cell && cell.closest("tbody tr");
    return row ? { cell, row, column: cell.cellIndex } : null;
  };
  const fieldIn = (cell) => cell && !cell.hasAttribute("data-form") && cell.querySelector(".field[data-address]:not(:disabled)");
  const vertical = (field, step) => {
    const at = place(field);
    if (!at) return null;
    for (let row = at.row; (row = step > 0 ? row.nextElementSibling : row.previousElementSibling);) {
      const found = fieldIn(row.cells[at.column]);
      if (found) return found;
    }
    return null;
  };
  const horizontal = (field, step) => {
    const at = place(field);
    if (!at) return null;
    for (let index = at.column + step; index >= 0 && index < at.row.cells.length; index += step) {
      const found = fieldIn(at.row.cells[index]);
      if (found) return found;
    }
    return null;
  };
  const edge = (field, which) => {
    const at = place(field);
    if (!at) return null;
    const fields = Array.from(at.row.querySelectorAll(".field[data-address]:not(:disabled)"));
    return which === "Home" ? fields[0] : fields[fields.length - 1];
  };
  const far = (field, key) => {
    let found = field;
    const step = { ArrowDown: () => vertical(found, 1), ArrowUp: () => vertical(found, -1), ArrowLeft: () => horizontal(found, -1), ArrowRight: () => horizontal(found, 1) }[key];
    for (let next = step(); next; next = step()) found = next;
    return found;
  };
  const go = (event, target) => {
    event.preventDefault();
    if (target) target.focus();
  };
  const caretAt = (field) => {
    if (!isText(field) || field.type === "date") return { start: true, end: true };
    const all = field.selectionStart === 0 && field.selectionEnd === field.value.length;
    return { start: all || field.selectionEnd === 0, end: all || field.selectionStart === field.value.length };
  };

  document.addEventListener("keydown", (event) => {
    if (event.isComposing || event.keyCode === 229) return;
    const field = event.target;
    if (!field.matches || !field.matches(".field[data-address]") || !place(field)) return;
    const isSelect = field.tagName === "SELECT";
    const control = event.ctrlKey || event.metaKey;
    if (control && event.key.toLowerCase() === "z" && !isEditing) { event.preventDefault(); (event.shiftKey ? redo : undo)(); return; }
    if (control && event.key.toLowerCase() === "y" && !isEditing) { event.preventDefault(); redo(); return; }
    switch (event.key) {
      case "Enter":
        if (event.altKey && field.tagName === "TEXTAREA") { field.setRangeText("\n", field.selectionStart, field.selectionEnd, "end"); event.preventDefault(); break; }
        go(event, vertical(field, event.shiftKey ? -1 : 1));
        break;
      case "ArrowDown":
      case "ArrowUp":
        if (isSelect && event.altKey) break;
        if (control && !isEditing) go(event, far(field, event.key));
        else if (!isEditing || field.tagName !== "TEXTAREA") go(event, vertical(field, event.key === "ArrowDown" ? 1 : -1));
        break;
      case "ArrowLeft":
        if (control && !isEditing) go(event, far(field, event.key));
        else if (!isEditing && caretAt(field).start) go(event, horizontal(field, -1));
        break;
      case "ArrowRight":
        if (control && !isEditing) go(event, far(field, event.key));
        else if (!isEditing && caretAt(field).end) go(event, horizontal(field, 1));
        break;
      case "Home":
      case "End":
        if (!isEditing) go(event, edge(field, event.key));
        break;
      case "F2":
        event.preventDefault();
        isEditing = true;
        if (isText(field) && field.type !== "date") field.setSelectionRange(field.value.length, field.value.length);
        break;
      case "Escape":
        event.preventDefault();
        if (before && before.address === field.dataset.address) Selfeval.write(field, before.text);
        isEditing = false;
        if (isText(field) && field.type !== "date") field.select();
        break;
      default:
    }
  });

  // --- undo: one step per cell or per pasted block --------------------------------------------------------

  function remember(field) {
    if (!before || before.address !== field.dataset.address) return;
    const text = Selfeval.read(field);
    if (text !== before.text && text !== field.dataset.display) push([{ address: before.address, from: before.text, to: text }]);
    before = null;
  }
  function push(changes) {
    done.push(changes);
    if (done.length > 100) done.shift();
    undone.length = 0;
  }
  const replay = (changes, side) => {
    for (const change of changes) {
      const field = Selfeval.fieldAt(change.address);
      if (!Selfeval.isEditable(field)) continue;
      Selfeval.write(field, change[side]);
      Selfeval.queue(change.address, change[side], "typed");
    }
    Selfeval.flush();
    const first = Selfeval.fieldAt(changes[0].address);
    if (first) { before = null; first.focus(); }
  };
  function undo() { const changes = done.pop(); if (changes) { undone.push(changes); replay(changes, "from"); } }
  function redo() { const changes = undone.pop(); if (changes) { done.push(changes); replay(changes, "to"); } }

  // --- paste --------------------------------------------------------------------------------------------

  // Spreadsheet text: tab-separated, a cell with line breaks or tabs stands in quotes, quotes are doubled.
  const parseBlock = (text) => {
    const rows = [[]];
    let value = "";
    let index = 0;
    const source = text.replace(/\r\n?/g, "\n").replace(/\n$/, "");
    while (index <= source.length) {
      const sign = source[index];
      if (sign === '"' && value === "") {
        let end = index + 1;
        let quoted = "";
        while (end < source.length && !(source[end] === '"' && source[end + 1] !== '"')) {
          quoted += source[end];
          end += source[end] === '"' ? 2 : 1;
        }
        if (end < source.length && (source[end + 1] === undefined || "\t\n".includes(source[end + 1]))) { value = quoted; index = end + 1; continue; }
      }
      if (sign === "\t" || sign === "\n" || sign === undefined) {
        rows[rows.length - 1].push(value);
        value = "";
        if (sign === "\n") rows.push([]);
      } else value += sign;
      index += 1;
    }
    return rows;
  };
  Selfeval.parseBlock = parseBlock;

  const addRows = async (table, count) => {
    const source = document.querySelector(`[data-add-row="${CSS.escape(table)}"]`);
    const body = document.querySelector(`[data-rows="${CSS.escape(table)}"]`);
    if (!source || !body) return;
    const form = document.querySelector("[data-autosave]");
    const data = new URLSearchParams({ table, count: String(count), unit: form.dataset.unit });
    const response = await fetch(source.dataset.url, { method: "POST", credentials: "same-origin", headers: { "HX-Request": "true", "X-CSRFToken": Selfeval.csrfToken() }, body: data });
    if (!response.ok) return;
    body.insertAdjacentHTML("beforeend", await response.text());
    window.htmx.process(body);
    prepare(body);
  };

  document.addEventListener("paste", async (event) => {
    const field = event.target;
    if (!field.matches || !field.matches(".field[data-address]")) return;
    const at = place(field);
    const text = event.clipboardData ? event.clipboardData.getData("text/plain") : "";
    const block = parseBlock(text);
    if (!at || (block.length === 1 && block[0].length === 1)) return;
    event.preventDefault();
    const body = at.row.parentElement;
    const rowsNow = () => Array.from(body.querySelectorAll("tr[data-row]"));
    const start = rowsNow().indexOf(at.row);
    const lacking = start + block.length - rowsNow().length;
    if (lacking > 0 && body.dataset.rows) await addRows(body.dataset.rows, Math.min(lacking, 300));
    const rows = rowsNow();
    let filled = 0;
    let skipped = 0;
    const changes = [];
    block.forEach((values, down) => {
      const row = rows[start + down];
      if (!row) { skipped += values.length; return; }
      values.forEach((value, across) => {
        const cell = row.cells[at.column + across];
        const target = fieldIn(cell);
        if (!Selfeval.isEditable(target)) { skipped += 1; return; }
        const address = target.dataset.address;
        changes.push({ address, from: Selfeval.current(target), to: value });
        if (target.tagName === "SELECT") {
          const option = Array.from(target.options).find((item) => item.text.trim() === value.trim());
          if (option) { target.value = option.value; Selfeval.queue(address, option.value, "pasted"); filled += 1; return; }
        } else { target.value = value; grow(target); }
        Selfeval.queue(address, value, "pasted");
        filled += 1;
      });
    });
    before = null;
    if (changes.length) push(changes);
    Selfeval.flush();
    const line = field.closest("[data-grid]").querySelector("[data-grid-message]");
    if (line) line.textContent = `已粘贴 ${filled} 格${skipped ? `，跳过 ${skipped} 个只读格` : ""}`;
    const last = rows[Math.min(start + block.length, rows.length) - 1];
    if (last) last.scrollIntoView({ block: "nearest" });
  });

  document.addEventListener("htmx:afterSwap", (event) => {
    prepare(event.target);
    const source = event.detail.requestConfig && event.detail.requestConfig.elt;
    if (!source || !source.matches("[data-add-row]")) return;
    const added = Array.from(event.target.querySelectorAll("tr[data-row]")).pop();
    if (added) fieldIn(added.cells[0]).focus();
  });
  Selfeval.on("drawn", (detail) => prepare(detail.within));
  document.addEventListener("htmx:load", (event) => prepare(event.detail.elt));
  document.addEventListener("DOMContentLoaded", () => prepare(document));
})();
