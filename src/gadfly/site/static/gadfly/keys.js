// Keys on every page. A page says which: an element with data-key="b" is pressed (or, a field, focused) by b.
// Single keys rest while one types and can be switched off; Esc Esc blanks the screen, any key brings it back.
const root = document.documentElement;
const DOUBLE = 600; // ms between the two Escapes
const FIELD = "textarea, select, input:not([type=radio], [type=checkbox])";
let escaped = -Infinity;

const off = () => localStorage.getItem("keys") === "off";

/** Whether a single key may act: nobody types, nothing is held, and the keys are on. */
export function free(event) {
  const held = event.ctrlKey || event.metaKey || event.altKey || event.isComposing;
  return !held && !off() && !event.target.matches?.(FIELD) && !root.hasAttribute("data-blank");
}

function blank(on) {
  root.toggleAttribute("data-blank", on);
}

// Of several elements with one key: the one in the question in focus, else in the first question without an answer.
function wanted(key) {
  const all = [...document.querySelectorAll(`[data-key="${CSS.escape(key)}"]`)];
  const seen = all.filter((one) => one.getClientRects().length);
  const here = document.activeElement?.closest("fieldset");
  const open = (one) => !one.closest("fieldset")?.querySelector(":checked");
  return seen.find((one) => here?.contains(one)) ?? seen.find(open) ?? seen[0];
}

function escape(event) {
  if (event.timeStamp - escaped < DOUBLE) blank(true);
  else if (event.target.matches?.(FIELD)) event.target.blur();
  escaped = event.timeStamp;
}

// All replies not picked, or none: unfold while one is folded.
function unfold() {
  const folds = [...document.querySelectorAll(".fold:not(.apart)")];
  const shut = folds.some((fold) => !fold.open);
  for (const fold of folds) fold.open = shut;
}

function send(event) {
  const form = event.target.closest?.("form") ?? document.querySelector("form[data-main]");
  const button = form?.querySelector("[type=submit]");
  if (!button) return;
  event.preventDefault();
  form.requestSubmit(button);
}

addEventListener("keydown", (event) => {
  if (event.key !== "Escape") escaped = -Infinity;
  if (root.hasAttribute("data-blank")) {
    event.preventDefault();
    event.stopImmediatePropagation();
    blank(false);
  } else if (event.key === "Escape") escape(event);
  else if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) send(event);
  else if (free(event)) {
    if (event.key === "o") return unfold();
    const element = wanted(event.key);
    if (!element) return;
    event.preventDefault();
    if (element.matches(FIELD)) element.focus();
    else element.click();
  }
}, true);

addEventListener("click", (event) => {
  if (root.hasAttribute("data-blank")) blank(false);
  else if (event.target.closest?.("[data-blanks]")) blank(true);
});

const box = document.querySelector("#keys-off");
box.checked = off();
root.dataset.keys = off() ? "off" : "on";
box.addEventListener("change", () => {
  localStorage.setItem("keys", box.checked ? "off" : "on");
  root.dataset.keys = box.checked ? "off" : "on";
});
