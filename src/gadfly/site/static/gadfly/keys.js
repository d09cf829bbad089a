// Keys on every page. A page says which: an element with data-key="b" is pressed (or, a field, focused) by b.
// Single keys rest while one types and can be switched off; Esc Esc blanks the screen, any key brings it back.
(() => {
  const root = document.documentElement;
  const DOUBLE = 600; // ms between the two Escapes
  let escaped = -Infinity;

  const resting = () => localStorage.getItem("keys") === "off";
  const typing = (target) => target.matches("textarea, select, [contenteditable], input:not([type=radio], [type=checkbox])");

  function blank(on) {
    root.toggleAttribute("data-blank", on);
  }

  function press(element) {
    if (element.matches("input:not([type=radio], [type=checkbox]), textarea")) element.focus();
    else element.click();
  }

  // Of several elements with one key the first in the group in focus counts, else the first in a group without an answer.
  function wanted(key) {
    const all = [...document.querySelectorAll(`[data-key="${CSS.escape(key)}"]`)].filter((one) => one.checkVisibility({ visibilityProperty: true }) || one.matches("[type=radio]"));
    const here = document.activeElement?.closest("fieldset");
    return all.find((one) => here?.contains(one)) ?? all.find((one) => !one.closest("fieldset")?.querySelector(":checked")) ?? all[0];
  }

  function escape(at) {
    if (at - escaped < DOUBLE) blank(true);
    escaped = at;
  }

  addEventListener("keydown", (event) => {
    if (root.hasAttribute("data-blank")) {
      event.preventDefault();
      event.stopImmediatePropagation();
      return blank(false);
    }
    if (event.key === "Escape") return escape(event.timeStamp);
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      const form = event.target.closest("form") ?? document.querySelector("form[data-main]");
      const button = form?.querySelector("[type=submit]");
      if (button) {
        event.preventDefault();
        form.requestSubmit(button);
      }
      return;
    }
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || typing(event.target) || resting()) return;
    const element = wanted(event.key);
    if (element) {
      event.preventDefault();
      press(element);
    }
  }, true);

  addEventListener("click", (event) => {
    if (root.hasAttribute("data-blank")) blank(false);
    else if (event.target.closest("[data-blanks]")) blank(true);
  });

  const off = document.querySelector("#keys-off");
  if (off) {
    off.checked = resting();
    root.dataset.keys = resting() ? "off" : "on";
    off.addEventListener("change", () => {
      localStorage.setItem("keys", off.checked ? "off" : "on");
      root.dataset.keys = off.checked ? "off" : "on";
    });
  }
})();
