// The page of a map: what the server's search found is selected on the map, and each attack picked can lead to those like it.

import { atlasOf } from "./atlas.js";

for (const section of document.querySelectorAll("section.atlas[data-found]")) {
  const keys = section.dataset.found.split(" ").filter(Boolean);
  const select = () => keys.length && atlasOf(section).find(keys);
  if (atlasOf(section)) select();
  else section.addEventListener("atlas:ready", select);

  // Beside a link to an attack there is one to those like it.
  const more = (link) => Object.assign(document.createElement("a"), {
    className: "meta",
    href: `?like=${link.pathname.split("/").at(-3)}`,
    textContent: " more like it",
    ariaLabel: `More like ${link.textContent.replace("Open ", "")}`,
  });
  new MutationObserver(() => {
    for (const link of section.querySelectorAll(".atlas-links li > a:only-child")) link.after(" ", more(link));
  }).observe(section, { childList: true, subtree: true });
}
