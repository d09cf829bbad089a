// The room where one attacks: messages sent and replies read as they come, the pick by keys, the draft kept.
// The server renders every state; this script swaps in what it renders and adds only what cannot wait.
import { draftOf } from "./draft.js";
import { events, send, Trouble } from "./events.js";
import { free } from "./keys.js";

const FRESH = ["room", "send", "progress", "leave"]; // what a state changes; the field being typed in is not among them
const LOOK_AGAIN = 1500; // ms

const one = (selector, root = document) => root.querySelector(selector);
const composer = one("#composer");
const field = one("#say");
const draft = draftOf(composer.dataset.attack);
let busy = false;

function say(words) {
  one("#status").textContent = words;
}

function complain(sentence) {
  const box = one("#trouble");
  one("p", box).textContent = sentence ?? "";
  box.hidden = !sentence;
}

function step() {
  return one("#room").dataset.step;
}

// Swap in a page the server rendered. Focus inside the part that goes is handed to the part that comes.
function show(html) {
  const page = new DOMParser().parseFromString(html, "text/html");
  if (!one("#composer", page)) return location.reload();
  const bereft = one("#room").contains(document.activeElement);
  for (const id of FRESH) one(`#${id}`).replaceWith(document.adoptNode(one(`#${id}`, page)));
  if (bereft) (one("#bout") ?? field).focus({ preventScroll: true });
  complain("");
}

async function refresh() {
  const answer = await fetch(location.href).catch(() => undefined);
  if (answer?.ok) show(await answer.text());
  return Boolean(answer?.ok);
}

const ANNOUNCED = {
  write: "complete, your turn",
  pick: "replies complete, pick one",
  broken: "not every reply arrived whole",
};

// Replies that somebody else's request is writing: ours before a reload, or one that was cut.
async function watch() {
  while (step() === "writing") {
    await new Promise((resolve) => setTimeout(resolve, LOOK_AGAIN));
    if (busy || document.hidden) continue;
    if ((await refresh()) && ANNOUNCED[step()]) say(ANNOUNCED[step()]);
  }
}

function reveal(element) {
  element.scrollIntoView({ block: "nearest", behavior: matchMedia("(prefers-reduced-motion: reduce)").matches ? "auto" : "smooth" });
}

// Draw the turn that was just saved, with empty replies.
function open(text, turn) {
  const room = one("#room");
  one("#nothing-yet")?.remove();
  for (const old of room.querySelectorAll("#bout, form")) old.remove();
  if (room.querySelectorAll(".turn").length < turn) {
    const line = one("#new-turn").content.cloneNode(true);
    one("p", line).textContent = text;
    one("small", line).textContent = `turn ${turn}`;
    one(".script", room).append(line);
  }
  room.append(one("#new-bout").content.cloneNode(true));
  one("#send").replaceWith(one("#new-send").content.cloneNode(true));
  one("#progress").textContent = `turn ${turn} of about ${composer.dataset.soft}`;
  reveal(one("#bout"));
  one("#bout").focus({ preventScroll: true });
}

function append(pieces) {
  for (const [side, text] of Object.entries(pieces)) one(`#bout [data-side="${side}"] .words p`)?.append(text);
}

async function follow(answer, text) {
  let saved = false;
  for await (const { name, data } of events(answer)) {
    if (name === "saved") {
      saved = true;
      if (text !== undefined) {
        draft.forget();
        field.value = field.value === text ? "" : field.value;
      }
      say("saved, replies are being written");
      open(text, data.turn);
    } else if (name === "tokens") append(data);
    else if (name === "done") return;
  }
  throw new Trouble(saved ? "" : "The connection was cut.");
}

async function stream(form, fields, text) {
  busy = true;
  composer.setAttribute("aria-busy", "true");
  complain("");
  say("sending");
  try {
    await follow(await send(form, fields, "text/event-stream"), text);
    if (!(await refresh())) throw new Trouble("This page could not be brought up to date.");
    say(ANNOUNCED[step()] ?? "all saved");
  } catch (trouble) {
    await recover(trouble, text);
  } finally {
    busy = false;
    composer.removeAttribute("aria-busy");
    watch();
  }
}

// Whether the page may show less than the server knows: the line was cut, or something else was done meanwhile.
function behind(trouble) {
  return !trouble.status || trouble.status === 409;
}

// Before "saved" the words are still ours and can be sent again; after it the server has them, and we look what became of them.
async function recover(trouble, text) {
  const kept = text !== undefined && draft.read().sent === text;
  const there = behind(trouble) && (await refresh());
  if (kept) complain(`${trouble.message} Your text is kept here${trouble.status === 409 ? "" : "; send it again"}.`);
  else if (trouble.status) complain(trouble.message);
  else if (!there) complain(`${trouble.message} What you sent is saved. Load the page again to see the replies.`.trim());
  say(kept ? "not saved yet" : "saved");
}

async function quiet(form, button) {
  const byKey = document.activeElement === button || document.activeElement === document.body || one("#room").contains(document.activeElement);
  button?.toggleAttribute("data-taken", true);
  try {
    const answer = await send(form, new FormData(form, button), "text/html");
    show(await answer.text());
    say(step() === "write" ? "pick saved" : "pick taken back");
    if (byKey && step() === "write" && matchMedia("(hover: hover)").matches) field.focus();
  } catch (trouble) {
    button?.removeAttribute("data-taken");
    if (behind(trouble)) await refresh();
    complain(`${trouble.message} Nothing was changed; try it again.`);
  }
}

addEventListener("submit", (event) => {
  const form = event.target;
  if (!form.matches("[data-stream], [data-quiet]")) return;
  event.preventDefault();
  if (busy) return;
  if (form.matches("[data-quiet]")) return quiet(form, event.submitter);
  const fields = new FormData(form);
  if (form !== composer) return stream(form, fields);
  const text = field.value;
  if (!text.trim()) return complain("Write something first.");
  fields.set("key", draft.keyFor(text));
  stream(form, fields, text);
});

field.addEventListener("input", () => draft.keep(field.value));

// The pick in two strokes: the reply, then how sure.
function choose(letter) {
  for (const part of document.querySelectorAll("#bout [data-letter]")) part.toggleAttribute("data-chosen", part.dataset.letter === letter);
  say(letter ? `${letter}: now 1 to 4, how sure; Esc to choose again` : "all saved");
}

addEventListener("keydown", (event) => {
  if (event.key === "Escape" && one(".half[data-chosen]")) return choose();
  if (!free(event) || event.defaultPrevented) return;
  const digit = /^[1-4]$/.test(event.key) && step() === "pick" && event.key;
  if (!digit) return;
  const chosen = one(".half[data-chosen]");
  if (chosen) one(`[value$="${digit}"]`, chosen).click();
  else if (document.querySelectorAll(".reply").length >= digit) choose(document.querySelectorAll(".reply")[digit - 1].dataset.letter);
});

// Words typed before a reload come back, unless the newest message says that they arrived.
const kept = draft.read();
const newest = [...document.querySelectorAll(".human .words p")].at(-1)?.textContent.trim();
if (kept.sent && kept.sent === kept.text && kept.sent.trim() === newest) draft.forget();
else if (kept.text && !field.value) field.value = kept.text;
if (one("#bout")) one("#bout").scrollIntoView({ block: "nearest" });
watch();
