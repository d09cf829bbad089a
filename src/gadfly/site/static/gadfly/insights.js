// A report renews itself: the page is asked for again, and what it tells put in place when a newer one was made.
// Whoever is inside it, by key or by a fold that is open, is not disturbed.

const EVERY = 5000; // ms
const report = () => document.querySelector("#report");

async function look() {
  if (document.hidden) return;
  const answer = await fetch(location.href).catch(() => undefined);
  if (!answer?.ok) return;
  const newer = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("#report");
  const busy = report().contains(document.activeElement) || report().querySelector("details[open]");
  if (newer && newer.dataset.made !== report().dataset.made && !busy) report().replaceWith(newer);
}

setInterval(look, EVERY);
