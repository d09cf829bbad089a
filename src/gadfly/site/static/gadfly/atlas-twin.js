// The tables beside a map, one for each way to colour it: they name the colours, filter and select. What a person
// can do on the map they can do here. Without the script they are plain tables.

const made = (name, parts = {}) => Object.assign(document.createElement(name), parts);
let ids = 0;

/** One table: its rows by category, which of them are shown, and the controls the script adds. */
export class Twin {
  constructor(table, does) {
    this.table = table;
    this.rows = new Map();
    this.shown = new Set();
    this.category = null; // a u8[n], once it is loaded
    table.tHead.rows[0].append(made("th", { scope: "col", textContent: "On the map" }));
    for (const row of table.tBodies[0].rows) this.#equip(row, does);
  }

  #equip(row, does) {
    const number = Number(row.dataset.category);
    const head = row.querySelector("th");
    head.id ||= `atlas-name-${ids++}`;
    const shown = made("input", { type: "checkbox", checked: true, id: `atlas-shown-${ids++}` });
    const button = made("button", { type: "button", className: "btn small", textContent: "Select", id: `atlas-select-${ids++}` });
    shown.setAttribute("aria-label", "Shown:");
    for (const control of [shown, button]) control.setAttribute("aria-labelledby", `${control.id} ${head.id}`);
    button.setAttribute("aria-pressed", "false");
    const count = made("span", { className: "meta" });
    const cell = made("td", { className: "atlas-does" });
    cell.append(shown, button, count);
    row.append(cell);
    this.rows.set(number, { row, head, button, count });
    this.shown.add(number);
    shown.addEventListener("change", () => {
      this.shown[shown.checked ? "add" : "delete"](number);
      does.filter();
    });
    button.addEventListener("click", () => does.select(this, number, button.getAttribute("aria-pressed") === "false"));
  }

  get caption() {
    return this.table.caption.innerText;
  }

  /** What a category is called, as far as the page shows it: what is folded away is not told. */
  said(number) {
    return this.rows.get(number)?.head.innerText.trim() ?? "";
  }

  /** The colour of each category, as the style sheet has it now. */
  colour(number) {
    const dot = this.rows.get(number)?.head.querySelector(".atlas-dot");
    return dot ? getComputedStyle(dot).backgroundColor : getComputedStyle(this.table).color;
  }

  /** Say how many of each category are selected, and which one is selected by its row. */
  tell(counts, pressed) {
    for (const [number, { button, count }] of this.rows) {
      button.setAttribute("aria-pressed", String(pressed === number));
      count.textContent = counts?.[number] ? `${counts[number].toLocaleString()} selected` : "";
    }
  }
}
