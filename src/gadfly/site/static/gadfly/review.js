// A review: the draft kept on the server, tags found by typing, folds and the way back by keys.
// Without this script everything is there: the form is sent, and "Keep for later" keeps the draft.
import { free } from "./keys.js";

const PAUSE = 1500; // ms after the last change until the draft is sent
const BEAT = 30_000; // ms between two signs of life while somebody reads
const UNDO = 10_000; // ms in which a review can be taken back

const one = (selector, root = document) => root.querySelector(selector);
const form = one("#review");
let waiting;
let stirred = false;
let leaving = false;

function say(words) {
  one("#saved").textContent = words;
}

// A save that failed must look failed; the words are still in the form, and are sent again with the next change.
async function keep() {
  clearTimeout(waiting);
  waiting = undefined;
  if (leaving) return;
  try {
    const answer = await fetch(form.dataset.draft, { method: "POST", body: new FormData(form), headers: { Accept: "application/json" } });
    const told = await answer.json();
    say(answer.ok ? `draft saved ${told.saved} UTC` : `not saved: ${told.error}`);
  } catch {
    say("not saved: the connection was cut; it is tried again");
    waiting = setTimeout(keep, BEAT);
  }
}

if (form) {
  form.addEventListener("input", (event) => {
    if (event.target.id === "find-tag") return;
    clearTimeout(waiting);
    waiting = setTimeout(keep, PAUSE);
  });
  form.addEventListener("focusout", () => waiting && keep());
  form.addEventListener("submit", () => {
    leaving = true;
  });
  for (const sign of ["keydown", "pointermove", "scroll", "touchmove"]) addEventListener(sign, () => (stirred = true), { passive: true });
  setInterval(() => {
    if (stirred && !document.hidden) keep();
    stirred = false;
  }, BEAT);
}

// What was unfolded once has been seen: how many texts that were is sent with the draft and the review.
const opened = new Set();
addEventListener("toggle", (event) => {
  if (!form || !event.target.open || !event.target.matches(".veil")) return;
  opened.add(event.target);
  form.elements.revealed.value = opened.size;
}, true);

// Tags by typing: what does not match is hidden, Enter turns the first that does.
const finder = one("#find-tag");
if (finder) {
  const chips = [...document.querySelectorAll("#tags .chip")];
  const shown = () => chips.filter((chip) => !chip.hidden);
  const find = () => {
    const words = finder.value.trim().toLowerCase();
    for (const chip of chips) chip.hidden = !chip.textContent.toLowerCase().includes(words);
  };
  finder.hidden = false;
  finder.addEventListener("input", find);
  finder.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    if (finder.value.trim()) shown()[0]?.click();
    finder.value = "";
    find();
  });
}

function unfold() {
  const veils = [...document.querySelectorAll(".veil")];
  const next = veils.find((veil) => !veil.open);
  if (!next) {
    for (const veil of veils) veil.open = false;
    return;
  }
  next.open = true;
  next.scrollIntoView({ block: "nearest" });
}

const undo = one("#undo");
if (undo) setTimeout(() => undo.remove(), UNDO);

addEventListener("keydown", (event) => {
  const held = event.ctrlKey || event.metaKey;
  const typing = event.target.matches?.("textarea, input:not([type=radio], [type=checkbox])");
  if (held && event.code === "Space" && one("#skip")) {
    event.preventDefault();
    one("#skip").requestSubmit();
  } else if (held && event.key === "z" && !typing && undo?.isConnected) {
    event.preventDefault();
    undo.requestSubmit();
  } else if (event.key === "o" && free(event)) unfold();
});
