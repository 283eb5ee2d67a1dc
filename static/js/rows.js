// Rows of a small table in a form: add one, move one up, empty one (an emptied row is dropped by the server).
(() => {
  "use strict";
  const fieldsOf = (row) => [...row.querySelectorAll("input, select, textarea")];
  const tell = (row) => fieldsOf(row)[0].dispatchEvent(new Event("input", { bubbles: true }));

  const add = (prefix) => {
    const table = document.querySelector(`[data-rows="${CSS.escape(prefix)}"]`);
    const total = document.querySelector(`[name="${CSS.escape(prefix)}-TOTAL_FORMS"]`);
    const rows = table.querySelectorAll("[data-row]");
    const row = rows[rows.length - 1].cloneNode(true);
    const number = total.value;
    fieldsOf(row).forEach((field) => {
      field.name = field.name.replace(/-\d+-/, `-${number}-`);
      field.id = field.id.replace(/-\d+-/, `-${number}-`);
      field.value = "";
      field.classList.remove("is-invalid");
    });
    row.querySelectorAll(".invalid-feedback").forEach((note) => note.remove());
    total.value = Number(number) + 1;
    rows[rows.length - 1].after(row);
    fieldsOf(row)[0].focus();
  };

  const exchange = (row, other) => {
    const others = fieldsOf(other);
    fieldsOf(row).forEach((field, index) => { [field.value, others[index].value] = [others[index].value, field.value]; });
    tell(row);
  };

  document.addEventListener("click", (event) => {
    const adder = event.target.closest("[data-row-add]");
    if (adder) { add(adder.dataset.rowAdd); return; }
    const row = event.target.closest("[data-row]");
    if (!row) return;
    if (event.target.closest("[data-row-up]") && row.previousElementSibling) exchange(row, row.previousElementSibling);
    if (event.target.closest("[data-row-clear]")) { fieldsOf(row).forEach((field) => { field.value = ""; }); tell(row); }
  });
})();
