"""Somebody with a keyboard and no mouse, and an inspector who looks over their shoulder."""

import re
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, Page, expect

RULES = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")
GRAVE = {"serious", "critical"}
FARTHEST = 200
"""Tabs from anywhere on a page to anywhere on it."""

_NAME = """() => {
    const one = document.activeElement;
    if (!one || one === document.body) return "";
    const labels = [...(one.labels ?? [])].map((label) => label.innerText);
    const spoken = one.getAttribute("aria-label") ?? labels.join(" ");
    return (spoken || one.innerText || one.value || "").trim();
}"""

_LEADS_ELSEWHERE = "document.activeElement.matches('a[href]:not([href^=\"#\"])')"


class Hands:
    """Whoever uses the site, by keys alone."""

    def __init__(self, page: Page) -> None:
        self.page = page

    @property
    def main(self) -> Locator:
        """The page's content."""
        return self.page.locator("main")

    def reach(self, words: str) -> None:
        """Press Tab until what is in focus is called `words`; it must be seen to be in focus."""
        for _ in range(FARTHEST):
            self.page.keyboard.press("Tab")
            name = str(self.page.evaluate(_NAME))
            if re.search(rf"(?i)\b{re.escape(words)}", name):
                assert self.page.evaluate("document.activeElement.matches(':focus-visible')"), name
                return
        raise AssertionError(f"No Tab leads to {words!r} on {self.page.url}.")

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)

    def choose(self, words: str) -> None:
        """Reach a link or a button and press it; a link to another page has led there on return."""
        self.reach(words)
        if not self.page.evaluate(_LEADS_ELSEWHERE):
            self.press("Enter")
            return
        with self.page.expect_event("domcontentloaded"):
            self.press("Enter")

    def type(self, words: str) -> None:
        self.page.keyboard.insert_text(words)

    def sees(self, words: str) -> None:
        """The words are, or come, on the page."""
        expect(self.main).to_contain_text(words)

    def sign_in(self, link: str) -> None:
        self.page.goto(link)
        self.choose("Sign in")
        self.page.wait_for_url(re.compile(r"//[^/]+/$"))


def inspect(page: Page) -> None:
    """Find nothing serious with axe-core in the page as it is, by day and by night."""
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        found: dict[str, Any] = (
            Axe().run(page, options={"runOnly": list(RULES), "resultTypes": ["violations"]}).response
        )
        grave = [
            f"{rule['id']}: {node['html'][:160]}"
            for rule in found["violations"]
            if rule["impact"] in GRAVE
            for node in rule["nodes"]
        ]
        assert grave == [], f"{page.url} ({scheme})"
