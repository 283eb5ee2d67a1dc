// Autosave: one request at a time per tab, a journal on this machine until the server has acknowledged,
// and every outcome shown at its cell. The server alone reads numbers and computes.
(() => {
  "use strict";
  const { Selfeval } = window;
  const { root, notes, fieldsAt } = Selfeval;
  if (!root) return;

  const url = root.dataset.autosave;
  const page = root.dataset.page;
  const unit = root.dataset.unit;
  const journalPrefix = `selfeval.journal.${root.dataset.scope}.`;
  const tab = Array.from(window.crypto.getRandomValues(new Uint32Array(2)), (part) => part.toString(36)).join("");
  const journalKey = journalPrefix + tab;
  const stateLine = document.querySelector(".save-state");
  const banner = document.getElementById("connection-banner");

  const pending = new Map();   // address -> {base, text, channel}
  const unresolved = new Map(); // address -> edit that the server did not take: refused, question, conflict
  let inFlight = null;
  let failures = 0;
  let timer = 0;
  let lastSaved = "";

  // --- fields ---------------------------------------------------------------------------------------

  const fieldAt = (address) => {
    const fields = fieldsAt(address);
    return Array.from(fields).find((field) => field.type === "radio" && field.checked) || fields[0] || null;
  };
  const isEditable = (field) => Boolean(field) && !field.disabled && !field.readOnly && !field.hasAttribute("data-locked");

  const read = (field) => {
    if (field.type === "checkbox") return field.checked ? field.value : field.dataset.unchecked || "";
    if (field.type === "radio") {
      const chosen = Array.from(fieldsAt(field.dataset.address)).find((option) => option.checked);
      return chosen ? chosen.value : "";
    }
    return field.value;
  };

  const write = (field, text) => {
    const address = field.dataset.address;
    if (field.type === "checkbox") field.checked = text === field.value;
    else if (field.type === "radio") fieldsAt(address).forEach((option) => { option.checked = option.value === text; });
    else if (field.tagName === "SELECT") {
      const option = Array.from(field.options).find((item) => item.value === text || item.text.trim() === text.trim());
      field.value = option ? option.value : "";
    } else field.value = text;
    field.dispatchEvent(new CustomEvent("selfeval:written", { bubbles: true }));
  };

  const current = (field) => (field.dataset.raw === undefined ? field.dataset.base || "" : field.dataset.raw);

  // --- journal --------------------------------------------------------------------------------------

  const keepJournal = () => {
    const kept = {};
    for (const edits of [unresolved, inFlight || new Map(), pending]) {
      edits.forEach((edit, address) => { kept[address] = { ...edit, unit }; });
    }
    if (Object.keys(kept).length) Selfeval.store.write(journalKey, kept);
    else Selfeval.store.remove(journalKey);
  };

  const takeOverJournals = () => {
    for (const key of Selfeval.store.keys(journalPrefix)) {
      if (key === journalKey) continue;
      const kept = Selfeval.store.read(key) || {};
      const elsewhere = {};
      for (const [address, edit] of Object.entries(kept)) {
        const field = fieldAt(address);
        if (!isEditable(field) || edit.unit !== unit) { elsewhere[address] = edit; continue; }
        write(field, edit.text);
        pending.set(address, { base: edit.base, text: edit.text, channel: edit.channel, confirmed: edit.confirmed });
      }
      if (Object.keys(elsewhere).length) Selfeval.store.write(key, elsewhere);
      else Selfeval.store.remove(key);
    }
    if (pending.size) { keepJournal(); schedule(0); }
  };

  // --- save state ------------------------------------------------------------------------------------

  const show = (state, words) => {
    if (!stateLine) return;
    stateLine.dataset.saveState = state;
    if (stateLine.textContent !== words) stateLine.textContent = words;
    stateLine.title = words;
  };
  const showResult = () => {
    if (unresolved.size) show("failed", `未保存：${unresolved.size}处待处理`);
    else if (lastSaved) show("saved", `已保存 ${lastSaved}`);
  };
  const setOffline = (isOffline) => { if (banner) banner.hidden = !isOffline; };

  // --- outcomes -----------------------------------------------------------------------------------------

  const settle = (field, outcome, edit) => {
    fieldsAt(outcome.address).forEach((item) => {
      if (edit) item.dataset.sent = edit.confirmed ? outcome.raw : edit.text;
      item.dataset.base = outcome.value;
      if (item.dataset.raw !== undefined) item.dataset.raw = outcome.raw;
      if (item.dataset.display !== undefined) item.dataset.display = outcome.display;
    });
    notes.clear(field);
    const typedOn = pending.has(outcome.address);
    if (!typedOn && field.dataset.display !== undefined) {
      if (field !== document.activeElement) write(field, outcome.display);
      else if (edit && edit.confirmed) write(field, outcome.raw);
    }
    field.dispatchEvent(new CustomEvent("selfeval:settled", { bubbles: true, detail: outcome }));
  };

  const ask = (field, outcome, sent) => {
    const again = (text, base, isConfirmed) => () => {
      if (!isConfirmed) write(field, text);
      queue(outcome.address, text, "typed", base, isConfirmed);
      flush();
      field.focus();
    };
    if (outcome.status === "conflict") {
      const who = [outcome.theirs_by, outcome.theirs_at].filter(Boolean).join(" ");
      notes.add(field, "conflict", `${outcome.message}${who ? `（${who}）` : ""}。`, [
        notes.button(`保留我的：${sent.text || "空"}`, again(sent.text, outcome.value)),
        notes.button(`采用对方的：${outcome.display || "空"}`, () => {
          unresolved.delete(outcome.address);
          settle(field, outcome);
          write(field, field.dataset.display === undefined ? outcome.raw : outcome.display);
          keepJournal();
          showResult();
        }),
      ]);
    } else {
      const buttons = (outcome.suggestions || []).map((item) => notes.button(item.label, again(item.text, outcome.value, true)));
      notes.add(field, outcome.status, outcome.message, buttons);
    }
  };

  // --- sending ----------------------------------------------------------------------------------------

  const schedule = (delay) => {
    window.clearTimeout(timer);
    timer = window.setTimeout(flush, delay);
  };

  function queue(address, text, channel, base, isConfirmed) {
    const field = fieldAt(address);
    const known = base === undefined ? (field && field.dataset.base) || "" : base;
    pending.set(address, { base: known, text, channel, confirmed: Boolean(isConfirmed) });
    unresolved.delete(address);
    if (field) field.dataset.state = "waiting";
    keepJournal();
    show("saving", "保存中");
  }

  const applyAnswer = (answer, sent) => {
    for (const outcome of answer.cells) {
      const field = fieldAt(outcome.address);
      const edit = sent.get(outcome.address);
      if (outcome.status === "saved" || outcome.status === "unchanged") {
        if (pending.has(outcome.address)) pending.get(outcome.address).base = outcome.value;
        if (field) settle(field, outcome, edit);
      } else {
        if (pending.has(outcome.address)) continue;
        unresolved.set(outcome.address, edit);
        if (field) ask(field, outcome, edit);
      }
    }
    for (const [key, text] of Object.entries(answer.computed || {})) {
      root.querySelectorAll(`[data-computed="${CSS.escape(key)}"]`).forEach((spot) => {
        spot.textContent = text;
        spot.classList.toggle("negative", text.startsWith("-"));
      });
    }
    for (const [key, width] of Object.entries(answer.bars || {})) {
      root.querySelectorAll(`[data-bar="${CSS.escape(key)}"]`).forEach((bar) => bar.setAttribute("width", width));
    }
    document.querySelectorAll("[data-total]").forEach((spot) => { spot.textContent = answer.score.total; });
    document.querySelectorAll("[data-full-mark]").forEach((spot) => { spot.textContent = answer.score.full_mark; });
    document.querySelectorAll("[data-grade]").forEach((spot) => { spot.textContent = answer.score.grade; });
    document.querySelectorAll("[data-missing]").forEach((spot) => { spot.textContent = answer.score.missing; });
    for (const [severity, count] of Object.entries(answer.findings || {})) {
      document.querySelectorAll(`[data-findings="${severity}"]`).forEach((spot) => {
        spot.textContent = count;
        spot.hidden = count === 0;
      });
    }
    for (const [step, state] of Object.entries(answer.steps || {})) {
      document.querySelectorAll(`[data-step="${CSS.escape(step)}"]`).forEach((row) => {
        const dot = row.querySelector(".dot");
        if (dot) dot.className = `dot dot-${state.state}`;
        const words = row.querySelector("[data-step-state]");
        if (words) words.textContent = state.label;
        const count = row.querySelector("[data-step-count]");
        if (count) { count.textContent = state.count; count.hidden = state.count === 0; count.className = `count count-${state.severity}`; }
      });
    }
    if (answer.texts) Selfeval.emit("texts", answer.texts);
    if (answer.references) Selfeval.emit("references", answer.references);
    lastSaved = answer.saved_at;
    Selfeval.emit("saved", { addresses: Array.from(sent.keys()) });
  };

  const giveBack = (sent) => {
    sent.forEach((edit, address) => { if (!pending.has(address)) pending.set(address, edit); });
  };

  // Rows were added or deleted: forget what was waiting for them, and fetch the sums anew.
  let isStale = false;
  const forget = (prefix) => {
    for (const edits of [pending, unresolved]) {
      Array.from(edits.keys()).filter((address) => address.startsWith(prefix)).forEach((address) => {
        notes.remove(address);
        edits.delete(address);
      });
    }
    keepJournal();
    isStale = true;
    flush();
  };

  async function flush() {
    window.clearTimeout(timer);
    if (inFlight) return;
    if (!pending.size && !isStale) { showResult(); return; }
    isStale = false;
    const sent = new Map(pending);
    pending.clear();
    inFlight = sent;
    keepJournal();
    show("saving", "保存中");
    const groups = new Map();
    sent.forEach((edit, address) => {
      if (!groups.has(edit.channel)) groups.set(edit.channel, []);
      groups.get(edit.channel).push({ address, base: edit.base, text: edit.text, confirmed: edit.confirmed });
    });
    const [channel, edits] = groups.size ? groups.entries().next().value : ["typed", []];
    sent.forEach((edit, address) => { if (edit.channel !== channel) { pending.set(address, edit); sent.delete(address); } });
    const clock = new AbortController();
    const limit = window.setTimeout(() => clock.abort(), 20000);
    const body = JSON.stringify({ unit, channel, page, edits });
    let response = null;
    let answer = null;
    try {
      response = await fetch(url, {
        method: "POST",
        credentials: "same-origin",
        redirect: "error",
        signal: clock.signal,
        keepalive: body.length < 16000,
        headers: { "Content-Type": "application/json", "X-CSRFToken": Selfeval.csrfToken(), Accept: "application/json" },
        body,
      });
      answer = await response.json();
    } catch { answer = null; } finally { window.clearTimeout(limit); }
    inFlight = null;
    if (response && response.ok && answer) {
      failures = 0;
      setOffline(false);
      applyAnswer(answer, sent);
      keepJournal();
      if (pending.size) flush(); else showResult();
      return;
    }
    giveBack(sent);
    keepJournal();
    if (answer && answer.message) {
      // The server has understood and refuses (signed out, no longer editable): repeating would not help.
      show("failed", `未保存：${answer.message}`);
      return;
    }
    failures += 1;
    setOffline(true);
    show("failed", "未保存：连接中断，已暂存在本机");
    schedule(Math.min(8000, 1000 * 2 ** Math.min(failures, 3)));
  }

  const saveNow = () => { flush(); };
  window.addEventListener("online", saveNow);
  window.addEventListener("pagehide", saveNow);
  document.addEventListener("visibilitychange", saveNow);

  document.addEventListener("keydown", (event) => {
    if (event.isComposing || event.keyCode === 229) return;
    if ((event.ctrlKey || event.metaKey) && !event.altKey && event.key.toLowerCase() === "s") {
      event.preventDefault();
      const field = document.activeElement;
      if (field && field.matches("[data-address]")) commit(field, "typed");
      if (pending.size || inFlight) flush();
      else if (unresolved.size) showResult();
      else show("saved", `已保存 ${lastSaved || new Date().toTimeString().slice(0, 8)}`);
    }
  });

  // --- what people do -----------------------------------------------------------------------------------

  function commit(field, channel) {
    if (!isEditable(field)) return false;
    const address = field.dataset.address;
    const waiting = pending.get(address) || (inFlight && inFlight.get(address)) || unresolved.get(address);
    let text = read(field);
    if (field.dataset.display !== undefined && text === field.dataset.display && field !== document.activeElement) {
      // At rest as stored: nothing to send, unless that takes back what the server refused or has yet to see.
      if (!waiting) return false;
      text = current(field);
    }
    if (waiting ? waiting.text === text : text === current(field) || text === field.dataset.sent) return false;
    queue(address, text, channel);
    return true;
  }

  root.addEventListener("input", (event) => {
    const field = event.target;
    if (!field.matches("[data-address]") || event.isComposing || field.matches("[type=radio], [type=checkbox], select")) return;
    window.clearTimeout(timer);
    timer = window.setTimeout(() => { if (commit(field, "typed")) flush(); }, 1500);
  });
  root.addEventListener("change", (event) => {
    const field = event.target;
    if (field.matches("select[data-address], [type=radio][data-address], [type=checkbox][data-address]") && commit(field, "typed")) flush();
  });
  root.addEventListener("focusout", (event) => {
    const field = event.target;
    if (field.matches && field.matches("[data-address]") && commit(field, "typed")) flush();
  });

  // Links that leave the page wait for the last save.
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-after-save]");
    if (!link || (!pending.size && !inFlight)) return;
    event.preventDefault();
    flush();
    const started = Date.now();
    const go = () => {
      if ((!pending.size && !inFlight) || Date.now() - started > 4000) window.location.assign(link.href);
      else window.setTimeout(go, 60);
    };
    go();
  });
  // The form post of the page carries everything itself; what is on its way must arrive first.
  root.addEventListener("submit", (event) => {
    if (!inFlight && !pending.size) return;
    event.preventDefault();
    const submitter = event.submitter;
    const form = event.target;
    flush();
    const go = () => {
      if (inFlight || (pending.size && !failures)) window.setTimeout(go, 60);
      else form.requestSubmit(submitter);
    };
    if (!failures) go();
  });

  // With scripts, cells are saved here alone; the form post only carries the answer to 本节是否已填完.
  root.querySelectorAll("[name=rendered]").forEach((memo) => memo.remove());

  document.addEventListener("htmx:afterOnLoad", (event) => {
    // The pressed button is gone with its row; the request still knows it.
    const source = event.detail.requestConfig.elt;
    if (source.matches("[data-delete-row]")) forget(`${source.dataset.deleteRow}.`);
  });

  Object.assign(Selfeval, { queue, flush, commit, write, read, fieldAt, isEditable, current });
  document.addEventListener("DOMContentLoaded", takeOverJournals);
})();
