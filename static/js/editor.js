// Text editor: words are edited, figures stand in them as chips with their name and today's value.
// The textarea underneath keeps the text with its references in braces and is what is saved: cell by cell
// where the page saves by itself (autosave.js), else with its form. Fields of one scope share a picker.
(() => {
  "use strict";
  const { Selfeval } = window;
  const PIECES = /(\{\{|\}\}|\{[^{}]*\})/;
  const SCOPE = "[data-reference-scope], .text-block";

  const isReference = (piece) => piece.length > 2 && piece.startsWith("{") && piece !== "{{" && !piece.startsWith("{{");

  const makeChip = (source, values) => {
    const chip = document.createElement("span");
    chip.className = "chip";
    chip.contentEditable = "false";
    chip.dataset.source = source;
    chip.append(document.createElement("small"), document.createElement("b"));
    nameChip(chip);
    fillChip(chip, values);
    return chip;
  };
  function nameChip(chip) {
    chip.firstChild.textContent = chip.dataset.source.slice(1, -1).split("|")[0];
    chip.lastChild.textContent = "…";
  }
  function fillChip(chip, values) {
    const known = values[chip.dataset.source];
    if (known === undefined) { if (!chip.lastChild.textContent) chip.lastChild.textContent = "…"; return; }
    if (chip.lastChild.textContent !== known.text) chip.lastChild.textContent = known.text;
    chip.classList.toggle("missing", Boolean(known.missing));
    chip.title = chip.dataset.source.slice(1, -1);
  }

  const build = (editor, text, values) => {
    editor.textContent = "";
    for (const piece of text.split(PIECES)) {
      if (!piece) continue;
      editor.append(isReference(piece) ? makeChip(piece, values) : document.createTextNode(piece));
    }
  };
  const serialise = (node) => {
    let text = "";
    node.childNodes.forEach((child) => {
      if (child.nodeType === Node.TEXT_NODE) text += child.data;
      else if (child.dataset && child.dataset.source) text += child.dataset.source;
      else if (child.tagName === "BR") text += child === node.lastChild && text && !text.endsWith("\n") ? "" : "\n";
      else {
        const inner = serialise(child);
        text += (text && !text.endsWith("\n") ? "\n" : "") + inner;
      }
    });
    return text.replace(/\u00a0/g, " ").replace(/\u200b/g, "");
  };
  // What prints: the words, and the values of the chips without their names.
  const printedLength = (editor) => {
    const copy = editor.cloneNode(true);
    copy.querySelectorAll(".chip small").forEach((name) => name.remove());
    return Array.from(copy.textContent.replace(/[\s\u200b]/g, "")).length;
  };

  const caretAfter = (chip) => {
    // A chip at the very end needs a character for the caret to stand on; it is dropped when saving.
    if (!chip.nextSibling) chip.after(document.createTextNode("\u200b"));
    const range = document.createRange();
    range.setStartAfter(chip);
    range.collapse(true);
    const selection = window.getSelection();
    selection.removeAllRanges();
    selection.addRange(range);
  };

  const enhance = (area) => {
    let values = JSON.parse(area.dataset.references || "{}");
    const block = area.closest(".text-block") || area.parentElement;
    const isSingle = area.dataset.single !== undefined;
    const editor = document.createElement("div");
    editor.className = "text-editor";
    editor.setAttribute("role", "textbox");
    editor.setAttribute("aria-multiline", String(!isSingle));
    editor.setAttribute("aria-label", area.getAttribute("aria-label"));
    if (area.dataset.address) editor.dataset.inspect = area.dataset.address;
    if (isSingle) editor.classList.add("text-single");
    if (area.readOnly) editor.contentEditable = "false";
    else {
      editor.contentEditable = "plaintext-only";
      if (editor.contentEditable !== "plaintext-only") editor.contentEditable = "true";
    }
    area.dataset.enhanced = "";
    area.before(editor);
    const counter = block.querySelector("[data-count]");
    const limit = Number(area.dataset.maxChars || 0);
    const count = () => {
      const length = printedLength(editor);
      if (!counter) return;
      counter.textContent = limit ? `${length} / ${limit} 字` : `${length} 字`;
      counter.classList.toggle("over", limit > 0 && length > limit);
    };
    build(editor, area.value, values);
    count();

    const take = () => {
      const text = serialise(editor);
      if (text === area.value) return;
      area.value = text;
      count();
      area.dispatchEvent(new Event("input", { bubbles: true }));
    };
    editor.addEventListener("input", (event) => { if (!event.isComposing) take(); });
    editor.addEventListener("compositionend", take);
    editor.addEventListener("click", (event) => {
      const chip = event.target.closest(".chip");
      if (!chip || area.readOnly) return;
      caretAfter(chip);
      openMenu(chip, area, (source) => {
        if (source) { chip.dataset.source = source; nameChip(chip); print(chip); } else chip.remove();
        editor.focus();
        take();
      });
    });
    // What a chip prints once it is written differently; the page has not told its value yet.
    const print = async (chip) => {
      const value = await printed(area, chip.dataset.source);
      if (value) values = { ...values, [chip.dataset.source]: value };
      fillChip(chip, values);
      count();
    };
    // An emptied text is the generated one again; it appears once nobody is writing.
    let generated = "";
    const showGenerated = () => {
      if (area.value.trim() || area.dataset.base || !generated || editor.contains(document.activeElement)) return;
      area.dataset.raw = generated;
      Selfeval.write(area, generated);
    };
    if (area.dataset.address) Selfeval.on("texts", (fresh) => {
      const mark = fresh[area.dataset.address];
      if (!mark) return;
      generated = mark.generated;
      block.querySelector("[data-text-mark]").textContent = mark.label;
      const reset = block.querySelector("[data-text-reset]");
      if (reset) { reset.hidden = !mark.can_reset; reset.open = reset.open && mark.can_reset; }
      showGenerated();
    });
    editor.addEventListener("focusout", () => {
      take();
      if (!Selfeval.commit) return;
      if (Selfeval.commit(area, "typed")) Selfeval.flush();
      else showGenerated();
    });
    editor.addEventListener("keydown", (event) => {
      if (isSingle && event.key === "Enter" && !event.isComposing) event.preventDefault();
    });
    editor.addEventListener("paste", (event) => {
      event.preventDefault();
      const pasted = event.clipboardData.getData("text/plain").replace(/\r\n?/g, "\n");
      document.execCommand("insertText", false, isSingle ? pasted.replace(/\s*\n\s*/g, " ").trim() : pasted);
    });
    area.addEventListener("selfeval:written", () => { build(editor, area.value, values); count(); });
    // Hidden behind its editor, the area cannot take the focus that a link or a conflict gives it.
    area.focus = (options) => editor.focus(options);
    area.scrollIntoView = (options) => editor.scrollIntoView(options);
    Selfeval.on("references", (fresh) => {
      values = { ...values, ...fresh };
      editor.querySelectorAll(".chip").forEach((chip) => fillChip(chip, values));
      count();
    });

    let range = null;
    document.addEventListener("selectionchange", () => {
      const selection = window.getSelection();
      if (selection.rangeCount && editor.contains(selection.anchorNode)) range = selection.getRangeAt(0).cloneRange();
    });
    // The place to insert at, never inside another chip.
    const insertionPoint = () => {
      const point = range && editor.contains(range.startContainer) ? range : document.createRange();
      if (point !== range) { point.selectNodeContents(editor); point.collapse(false); }
      const chip = point.startContainer.parentElement && point.startContainer.parentElement.closest(".chip");
      if (chip) { point.setStartAfter(chip); point.collapse(true); }
      return point;
    };
    register(area, editor, (choice) => {
      const source = `{${choice.name}}`;
      const isKnown = choice.value !== undefined;
      const chip = makeChip(source, isKnown ? { ...values, [source]: { text: choice.value, missing: choice.missing } } : values);
      editor.focus();
      const point = insertionPoint();
      point.deleteContents();
      point.insertNode(chip);
      caretAfter(chip);
      if (!isKnown) print(chip);
      take();
    });
  };

  // A formula is a line of words: names are written into it, in corner brackets where they hold other signs.
  const dressFormula = (input) => {
    input.dataset.enhanced = "";
    register(input, input, (choice) => {
      const name = /^[\p{L}\p{N}“”]+$/u.test(choice.name) ? choice.name : `「${choice.name}」`;
      input.setRangeText(name, input.selectionStart, input.selectionEnd, "end");
      input.focus();
      input.dispatchEvent(new Event("input", { bubbles: true }));
    });
  };

  // --- how a chip prints ------------------------------------------------------------------------------------

  // What may follow the bar; every chip offers all of them, the server says what does not fit.
  const WRITINGS = [
    ["", "按数据种类印出"], ["数", "只印数，不带单位"], ["元", "以元为单位"], ["万元", "以万元为单位"], ["百分比", "百分比"],
    ["整数", "整数"], ["一位小数", "一位小数"], ["两位小数", "两位小数"], ["四位小数", "四位小数"], ["绝对值", "不带正负号"],
    ["年月日", "年月日"], ["年月", "年月"], ["整句", "与上年相比（整句）"], ["差额", "比上年增减额"], ["幅度", "比上年增减幅度"],
  ];
  const CHANGES = ["整句", "差额", "幅度"];
  let menu = null;
  const closeMenu = () => { if (menu) menu.remove(); menu = null; };
  const openMenu = (chip, area, done) => {
    closeMenu();
    const [body, ...formats] = chip.dataset.source.slice(1, -1).split("|");
    const current = formats.join("|");
    const name = body.split(/\s(?:较|占)\s/)[0];
    const isPrior = body.startsWith("上年") || body.startsWith("=") || body.includes(".");
    menu = document.createElement("div");
    menu.className = "chip-menu";
    const label = document.createElement("label");
    label.textContent = `${body}　印法 `;
    const select = document.createElement("select");
    const offered = WRITINGS.filter(([format]) => !(isPrior && CHANGES.includes(format)));
    if (!offered.some(([format]) => format === current)) offered.push([current, `保持现在的写法（${current}）`]);
    for (const [format, words] of offered) {
      const option = new Option(words, format, false, format === current);
      select.append(option);
    }
    const remove = document.createElement("button");
    remove.type = "button";
    remove.className = "link-button danger";
    remove.textContent = "移除";
    select.addEventListener("change", (event) => {
      event.stopPropagation();
      const format = select.value;
      const written = CHANGES.includes(format) ? `${name} 较 上年${name}` : CHANGES.includes(current) ? name : body;
      closeMenu();
      done(`{${format ? `${written}|${format}` : written}}`);
    });
    remove.addEventListener("click", () => { closeMenu(); done(""); });
    label.append(select);
    menu.append(label, remove);
    const box = chip.getBoundingClientRect();
    menu.style.left = `${Math.max(8, Math.min(box.left, window.innerWidth - 380)) + window.scrollX}px`;
    menu.style.top = `${box.bottom + window.scrollY + 4}px`;
    document.body.append(menu);
  };
  document.addEventListener("mousedown", (event) => { if (menu && !menu.contains(event.target)) closeMenu(); });
  document.addEventListener("keydown", (event) => { if (event.key === "Escape") closeMenu(); });

  const printed = async (area, source) => {
    const scope = area.closest(SCOPE);
    const opener = scope && scope.querySelector("[data-insert-reference]");
    if (!opener) return null;
    const url = listUrl(opener, area);
    try {
      const response = await fetch(`${url}${url.includes("?") ? "&" : "?"}text=${encodeURIComponent(source)}`, { headers: { Accept: "application/json" }, credentials: "same-origin" });
      return (await response.json()).prints[source] || null;
    } catch { return null; }
  };

  // --- picking a figure to insert -------------------------------------------------------------------------

  const lists = new Map();
  const pickers = new Map();

  // A field that references are inserted into; the one of its scope that had the focus last gets them.
  function register(field, focusable, insert) {
    const scope = field.closest(SCOPE);
    if (!scope || field.readOnly) return;
    const opener = scope.querySelector("[data-insert-reference]");
    if (!opener) return;
    const target = { field, focusable, insert };
    if (!pickers.has(scope)) pickers.set(scope, wirePicker(scope, opener, target));
    focusable.addEventListener("focus", () => { pickers.get(scope).current = target; });
  }

  const listUrl = (opener, field) => {
    const chooser = field.dataset.roundsFrom && document.getElementById(field.dataset.roundsFrom);
    const rounds = chooser ? chooser.value : field.dataset.rounds || "";
    return opener.dataset.insertReference + (rounds ? `?for_each=${encodeURIComponent(rounds)}` : "");
  };
  const choicesAt = async (url) => {
    if (!lists.has(url)) {
      const response = await fetch(url, { headers: { Accept: "application/json" }, credentials: "same-origin" });
      const found = (await response.json()).references;
      found.forEach((choice) => { choice.search = [choice.name, ...choice.aliases].join(" ").toLowerCase(); });
      lists.set(url, found);
    }
    return lists.get(url);
  };

  // Names that begin with the words come first, figures that are filled in before those that are not.
  const ranked = (choices, wanted) => {
    const found = choices.filter((choice) => choice.search.includes(wanted));
    const rank = ({ name, aliases, missing }) => {
      const names = [name, ...aliases].map((each) => each.toLowerCase());
      const near = names.includes(wanted) ? 0 : names.some((each) => each.startsWith(wanted)) ? 2 : 4;
      return near + (missing ? 1 : 0);
    };
    return wanted ? found.sort((one, other) => rank(one) - rank(other)) : found;
  };

  function wirePicker(scope, opener, first) {
    const picker = scope.querySelector(".picker");
    const search = picker.querySelector("input");
    const list = picker.querySelector("ul");
    const state = { current: first };
    let choices = [];
    let at = 0;
    const close = () => { picker.hidden = true; opener.setAttribute("aria-expanded", "false"); };
    const insert = (choice) => { close(); state.current.insert(choice); };
    const draw = () => {
      const wanted = search.value.trim().toLowerCase();
      const isFormula = /^[=＝]./.test(wanted);
      const found = isFormula
        ? [{ name: `=${search.value.trim().slice(1)}`, label: "插入算式" }]
        : ranked(choices, wanted).slice(0, 60);
      at = Math.max(0, Math.min(at, found.length - 1));
      list.replaceChildren(...found.map((choice, index) => {
        const row = document.createElement("li");
        row.setAttribute("role", "option");
        row.setAttribute("aria-selected", String(index === at));
        const name = document.createElement("span");
        name.textContent = choice.name;
        const value = document.createElement("span");
        value.textContent = choice.label || choice.value;
        row.append(name, value);
        row.addEventListener("mousedown", (event) => { event.preventDefault(); insert(choice); });
        return row;
      }));
      list.dataset.found = String(found.length);
      const selected = list.children[at];
      if (selected) selected.scrollIntoView({ block: "nearest" });
    };
    // Pressing the button must not take the focus from the field that gets the reference.
    opener.addEventListener("mousedown", (event) => event.preventDefault());
    opener.addEventListener("click", async () => {
      if (!picker.hidden) { close(); return; }
      try { choices = await choicesAt(listUrl(opener, state.current.field)); } catch { return; }
      picker.hidden = false;
      opener.setAttribute("aria-expanded", "true");
      search.value = "";
      at = 0;
      draw();
      search.focus();
    });
    search.addEventListener("input", (event) => { event.stopPropagation(); at = 0; draw(); });
    search.addEventListener("keydown", (event) => {
      if (event.isComposing || event.keyCode === 229) return;
      if (event.key === "Escape") { close(); state.current.focusable.focus(); }
      else if (event.key === "ArrowDown" || event.key === "ArrowUp") { event.preventDefault(); at += event.key === "ArrowDown" ? 1 : -1; draw(); }
      else if (event.key === "Enter") {
        event.preventDefault();
        if (list.children[at]) list.children[at].dispatchEvent(new MouseEvent("mousedown", { bubbles: true, cancelable: true }));
      } else return;
      event.stopPropagation();
    });
    document.addEventListener("mousedown", (event) => { if (!picker.hidden && !picker.contains(event.target) && event.target !== opener) close(); });
    return state;
  }

  document.querySelectorAll("textarea[data-references]").forEach(enhance);
  document.querySelectorAll("input[data-formula]").forEach(dressFormula);
})();
