"""The map in the browser, at 100,000 and 1,000,000 points: first paint, panning, hover, lasso, filter.

    python -m benchmarks.painting [--quick]

Headless Chromium without WebGL, the site's own headers, a canvas of 1200 × 800. "Panning" moves the whole
map 90 times, a frame each; the painting of a frame is timed beside it, for all points and for
the sample that is painted while a map moves.
"""

import argparse
import os
from shutil import which
from typing import TYPE_CHECKING, Any

import django

from benchmarks import verdict
from benchmarks.verdict import Goal

if TYPE_CHECKING:
    from playwright.sync_api import Page

COUNTS, QUICK = (100_000, 1_000_000), (100_000,)
FLAGS = ("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage")
FIRST = """async () => {
    while (true) {
        const a = (await import("/static/gadfly/atlas.js")).atlasOf(document.querySelector("section.atlas"));
        if (a && a.drawMs) return performance.now();
        await new Promise(requestAnimationFrame);
    }
}"""
REST = """async () => {
    const a = (await import("/static/gadfly/atlas.js")).atlasOf(document.querySelector("section.atlas"));
    const frame = () => new Promise(requestAnimationFrame);
    const middle = (times) => times.sort((x, y) => x - y)[times.length >> 1];
    const timed = (act) => { const began = performance.now(); act(); return performance.now() - began; };
    const paint = (moving) => middle(Array.from({ length: 15 }, () =>
        a.painter.paint(a.points, a.view, a.palette, a.paper, moving)));
    const pan = async (moving) => {
        const began = performance.now();
        for (let i = 0; i < 90; i++) {
            a.view.pan(i % 2 ? 5 : -5, 0);
            a.ask(moving);
            await frame();
        }
        return 90_000 / (performance.now() - began);
    };
    Object.assign(a.stage.style, { position: "fixed", inset: "0 auto auto 0", width: "1202px", height: "802px" });
    await frame();
    await frame();
    const { nearest, within } = await import("/static/gadfly/atlas-points.js");
    const circle = Array.from({ length: 100 }, (_, i) => [0.3 + 0.25 * Math.cos(i / 15.9), 0.3 + 0.25 * Math.sin(i / 15.9)]);
    const found = { "canvas, pixels": a.above.width * a.above.height, "draw, ms": paint(false), "draw while moving, ms": paint(true) };
    found["pan, frames/s"] = await pan(true);
    found["pan of all points, frames/s"] = await pan(false);
    found["hover, ms"] = timed(() => { for (let i = 0; i < 1000; i++) nearest(a.points, i / 1000, 0.5, 0.01); }) / 1000;
    found["lasso, ms"] = timed(() => { a.caught = within(a.points, circle).length; });
    found["points in the lasso"] = a.caught;
    a.twins[0].shown.delete(3);
    found["filter, ms"] = timed(() => a.refresh());
    found["violations"] = window.violations.length;
    return found;
}"""  # noqa: E501 -- a script in the page's own manner
WATCH = (
    "window.violations = []; addEventListener('securitypolicyviolation', (e) => window.violations.push(e));"
)


def looked_at(page: "Page", address: str) -> dict[str, Any]:
    """Return the figures of one page."""
    page.add_init_script(WATCH)
    page.goto(address)
    return {"first paint, ms": page.evaluate(FIRST), **page.evaluate(REST)}


def figures(counts: tuple[int, ...]) -> dict[int, dict[str, Any]]:
    """Return what each count of points takes, in a browser of its own."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "gadfly.site.settings")
    django.setup()
    from playwright.sync_api import sync_playwright  # noqa: PLC0415 -- after the help was printed

    from tests.site.atlas_page import random_site, served  # noqa: PLC0415 -- needs Django set up

    found = {}
    with sync_playwright() as playwright:
        for count in counts:
            browser = playwright.chromium.launch(executable_path=which("chromium"), args=FLAGS)
            page = browser.new_page(viewport={"width": 2050, "height": 1230})
            with served(random_site(count)) as address:
                found[count] = looked_at(page, address)
            browser.close()
    return found


def measured(*, quick: bool = False) -> list[Goal]:
    """Run the benchmark, print and keep its figures, return its goals."""
    found = figures(QUICK if quick else COUNTS)
    rows = [[what, *(verdict.number(each[what]) for each in found.values())] for what in found[QUICK[0]]]
    print(verdict.table(("", *(f"{count:,}" for count in found)), rows))
    few = found[QUICK[0]]
    reached = [
        Goal("100,000: first paint", few["first paint, ms"], 1_000, "ms"),
        Goal("100,000: draw", few["draw, ms"], 5, "ms"),
        Goal("100,000: a frame while panning", 1_000 / few["pan, frames/s"], 1_000 / 30, "ms"),
    ]
    if not quick:
        reached.append(Goal("1,000,000: draw", found[COUNTS[1]]["draw, ms"], 40, "ms"))
    verdict.write("painting", reached, {str(count): row for count, row in found.items()})
    return reached


def main() -> None:
    """Print the figures and the goals."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="100,000 points only: a look, not a figure")
    print(verdict.goals_table(measured(quick=parser.parse_args().quick)))


if __name__ == "__main__":
    main()
