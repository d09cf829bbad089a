// The theme a person chose, before the first paint. Without this script the footer's choice holds for one page.
const root = document.documentElement;

function choose(theme) {
  if (theme === "auto") delete root.dataset.theme;
  else root.dataset.theme = theme;
}

function kept() {
  const theme = localStorage.getItem("theme");
  return theme === "light" || theme === "dark" ? theme : "auto";
}

choose(kept());
addEventListener("DOMContentLoaded", () => {
  for (const radio of document.querySelectorAll('input[name="theme"]')) {
    radio.checked = radio.value === kept();
    radio.addEventListener("change", () => {
      localStorage.setItem("theme", radio.value);
      choose(radio.value);
    });
  }
});
