// Codes of accounts: a pick list by code and name, and the official name put beside a code that has none yet.
(() => {
  "use strict";
  const { Selfeval } = window;
  const { root } = Selfeval;
  if (!root || !root.dataset.accounts) return;

  let lists = null;
  const load = () => {
    lists = lists || fetch(root.dataset.accounts, { credentials: "same-origin", headers: { Accept: "application/json" } })
      .then((response) => (response.ok ? response.json() : {}))
      .catch(() => { lists = null; return {}; });
    return lists;
  };

  const offer = (kind, accounts) => {
    const id = `accounts-${kind}`;
    if (document.getElementById(id)) return id;
    const list = document.createElement("datalist");
    list.id = id;
    for (const [code, [, label]] of Object.entries(accounts)) list.append(new Option(label, code));
    document.body.append(list);
    return id;
  };

  root.addEventListener("focusin", async (event) => {
    const field = event.target;
    if (!field.matches("[data-accounts].field") || field.hasAttribute("list")) return;
    const accounts = (await load())[field.dataset.accounts];
    if (accounts) field.setAttribute("list", offer(field.dataset.accounts, accounts));
  });

  root.addEventListener("change", async (event) => {
    const field = event.target;
    if (!field.matches("[data-accounts].field")) return;
    const address = field.dataset.address.replace(/[^.]+$/, "name");
    const name = Selfeval.fieldAt(address);
    const account = ((await load())[field.dataset.accounts] || {})[field.value.trim()];
    if (!account || !Selfeval.isEditable(name) || Selfeval.read(name) !== "") return;
    Selfeval.write(name, account[0]);
    Selfeval.queue(address, account[0], "typed");
    Selfeval.flush();
  });
})();
