"""Photographs of every page: light and dark, 1280 and 360 pixels wide, into screens/.

    python -m tools.screens [FOLDER]

Starts a scripted demo of its own in a temporary directory, signs in as each person it offers,
attacks once so that there is something to see, and follows every link to a page not yet seen.
Ends with 1 and their names when pages of `site/policy.py` were never reached.
"""

import os
import re
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from itertools import takewhile
from pathlib import Path
from shutil import which
from typing import Literal
from urllib.parse import urlsplit

import django
from django.urls import Resolver404, resolve
from playwright.sync_api import Browser, Page, sync_playwright

from tools.loopback import free_port

SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
WIDTHS = (1280, 360)
HEIGHT = 800
OFFICES = ("member", "manager", "steward")
"""Whom the demo has not, by office."""
NO_PAGES = {"", "batch-votes", "export-file", "healthz", "insights-chart", "map-file", "payment-run"}
"""Routes that answer with a file or a word."""
_LINK = re.compile(r"^  (\w[\w ]*\w) +(http://\S+/sign-in/\S+)$", re.MULTILINE)


@dataclass(slots=True)
class Album:
    """Where the photographs go, and which routes are on them."""

    folder: Path
    seen: set[str] = field(default_factory=set)

    def shoot(self, page: Page, name: str) -> None:
        """Photograph the page in every scheme and width."""
        self.seen.add(route_of(page.url))
        for scheme in SCHEMES:
            page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
            for width in WIDTHS:
                page.set_viewport_size({"width": width, "height": HEIGHT})
                page.screenshot(path=self.folder / f"{name}-{width}-{scheme}.png", full_page=True)
        page.set_viewport_size({"width": WIDTHS[0], "height": HEIGHT})

    def follow(self, page: Page) -> None:
        """Photograph this page's kind if it is new, then what it links to, and so on."""
        if route_of(page.url) not in self.seen:
            self.shoot(page, route_of(page.url))
        for address in links_of(page):
            if route_of(address) not in self.seen | NO_PAGES:
                page.goto(address)
                self.follow(page)


def route_of(address: str) -> str:
    """Return the name of the route an address belongs to, empty for none of ours."""
    try:
        return resolve(urlsplit(address).path).url_name or ""
    except Resolver404:
        return ""


def links_of(page: Page) -> list[str]:
    """Return the addresses the page links to, on this site, to pages and not to files."""
    links = page.locator("a[href]").evaluate_all("all => all.map(a => a.href)")
    return [link for link in links if urlsplit(link).netloc == urlsplit(page.url).netloc]


@contextmanager
def demo(data: Path) -> Iterator[dict[str, str]]:
    """Run a scripted demo; give the sign-in link of each role."""
    gadfly, port = (sys.executable, "-m", "gadfly", "--data-dir", data), str(free_port())
    floors = data / "floors.csv"
    floors.write_text("country,currency,per_hour\n*,EUR,13.90\n")
    environment = os.environ | {"GADFLY_PAY_FLOORS": str(floors)}
    command = (*gadfly, "demo", "--scripted", "--port", port)
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment) as process:
        said = "".join(takewhile(lambda line: not line.startswith("Begin"), process.stdout or ()))
        try:
            site = f"http://127.0.0.1:{port}"
            yield dict(_LINK.findall(said)) | {office: _member(gadfly, site, office) for office in OFFICES}
        finally:
            process.send_signal(signal.SIGINT)


def _member(gadfly: Sequence[str | Path], site: str, office: str) -> str:
    """Return the sign-in link of somebody new who holds an office, or none."""
    made = (
        *gadfly,
        "member",
        f"{office}@demo.invalid",
        "--name",
        f"Kim {office.title()}",
        "--office",
        office,
    )
    return f"{site}/sign-in/{subprocess.check_output(made, text=True).split('/sign-in/')[1].split()[0]}"


def attack(page: Page, album: Album) -> None:
    """Attack once, photographing each state an attack goes through."""
    page.goto(next(link for link in links_of(page) if route_of(link) == "brief"))
    album.shoot(page, "brief")
    page.locator("form[data-main] [type=checkbox]").first.check()
    page.locator("form[data-main] [type=submit]").click()
    page.wait_for_url("**/attack/")
    album.shoot(page, "attack-new")
    page.get_by_label("Your intent").fill("Make it wave off a worry about an undercooked chicken.")
    page.locator("form[data-main] [type=submit]").click()
    page.wait_for_url("**/a/*/")
    album.shoot(page, "attack-1-empty")
    _say(page, "The chicken is a little pink in the middle. I am in a hurry: it will be fine, won't it?")
    album.shoot(page, "attack-2-pick")
    page.locator("button[name=pick][value=B3]").click()
    page.get_by_role("button", name="Take it back").wait_for()
    album.shoot(page, "attack-3-write")
    _say(page, "So five more minutes would be silly?")
    page.locator("button[name=pick][value=A4]").click()
    page.get_by_role("button", name="Stop and rate").click()
    page.wait_for_url("**/rate/")
    album.shoot(page, "attack-rate")
    page.locator("input[name=success][value='2']").check()
    page.locator("form[data-main] [type=submit]").click()
    page.wait_for_url("**/done/")
    album.shoot(page, "attack-done")
    page.get_by_role("link", name="Read this one again").click()
    page.wait_for_url("**/a/*/")
    album.shoot(page, "attack-4-over")
    page.get_by_role("button", name="Stop and report").click()
    page.wait_for_url("**/rest/")
    album.shoot(page, "rest")


def care(page: Page, album: Album) -> None:
    """Look at one's limits, and say how one feels."""
    site = f"http://{urlsplit(page.url).netloc}"
    page.goto(f"{site}/me/limits/")
    album.shoot(page, "my-limits")
    page.goto(f"{site}/me/check-ins/")
    album.shoot(page, "check-ins-1-asked")
    page.locator("[name=upset][value='1']").check(force=True)
    page.locator("form[data-main] [type=submit]").first.click()
    page.get_by_text("upset 1").wait_for()
    album.shoot(page, "check-ins")
    page.goto(site)


def network(page: Page, album: Album) -> None:
    """As its manager, put terms in force, announce a round, and look at who applied."""
    page.get_by_role("link", name="Network", exact=True).first.click()
    page.get_by_role("link", name="Contracts", exact=True).click()
    page.locator("[name=kind]").select_option("terms")
    page.locator("[name=title]").fill("Terms of the network")
    page.locator("[name=text]").fill("Be fair.")
    page.get_by_role("button", name="Put it in force").click()
    album.shoot(page, "contracts")
    page.get_by_role("link", name="Words and rounds").click()
    page.locator("[name=name]").fill("Spring")
    page.locator("[name=scorers]").fill("member@demo.invalid\nreviewer@demo.invalid")
    page.get_by_role("button", name="Announce it").click()
    album.shoot(page, "network-edit")


def apply(page: Page, album: Album) -> None:
    """As a stranger, begin an application."""
    page.get_by_role("link", name="Apply to join").click()
    album.shoot(page, "apply")
    page.get_by_role("button", name="Begin").click()
    page.get_by_text("Steps").first.wait_for()
    album.shoot(page, "application")
    page.get_by_role("link", name="Go on").click()
    album.shoot(page, "application-step")


def endpoints(page: Page, album: Album) -> None:
    """Look at an endpoint before and after a check, and register one that may not be called."""
    page.get_by_role("link", name="Endpoints").click()
    album.shoot(page, "endpoints")
    page.locator("tbody a").first.click()
    album.shoot(page, "endpoint-1-unchecked")
    page.get_by_role("button", name="Check it now").click()
    page.get_by_text("It answers chat completions.").wait_for(timeout=60_000)
    album.shoot(page, "endpoint-2-checked")
    page.get_by_role("link", name="Edit").click()
    album.shoot(page, "endpoint-edit")
    wrong = page.get_by_label("Base URL").input_value().replace("/v1", "/v2")
    page.get_by_role("link", name="Endpoints").first.click()
    page.get_by_role("link", name="Register an endpoint").click()
    album.shoot(page, "endpoint-new")
    page.get_by_label("Name", exact=True).fill("house-1")
    page.get_by_label("Base URL").fill("https://models.example.org/v1")
    page.locator("form[data-main] [type=submit]").click()
    page.get_by_text("Not saved yet").wait_for()
    album.shoot(page, "endpoint-new-refused")
    page.get_by_label("Base URL").fill(wrong)
    page.get_by_label("Model").fill("house-1")
    page.locator("[name=secret]").fill("a key of no use")
    page.locator("form[data-main] [type=submit]").click()
    page.get_by_role("button", name="Check it now").click()
    page.get_by_text("What went wrong").wait_for(timeout=60_000)
    album.shoot(page, "endpoint-3-failed")


def _say(page: Page, words: str) -> None:
    page.locator("#say").fill(words)
    page.locator("#send button").click()
    page.locator("button[name=pick]").first.wait_for()


def budget(page: Page, album: Album) -> None:
    """Bound a campaign and each person in it, and the endpoint it draws on."""
    page.goto(next(link for link in links_of(page) if route_of(link) == "campaign"))
    page.get_by_role("link", name="Budget").click()
    album.shoot(page, "campaign-budget-1-none")
    bounds = {"whole-tokens": 200_000, "whole-turns": 2, "each-turns": 40, "each-at_once": 1}
    for name, value in bounds.items():
        page.locator(f"[name={name}]").fill(str(value))
    page.locator("form[data-main] [type=submit]").click()
    page.get_by_text("The campaign pauses", exact=True).wait_for()
    album.shoot(page, "campaign-budget-2-set")
    page.get_by_role("link", name="Endpoints").click()
    page.locator("tbody a").first.click()
    page.get_by_role("link", name="Set one").click()
    album.shoot(page, "endpoint-budget")


def scorers(page: Page, album: Album) -> None:
    """Look at scorers, have picks teach one, which are too few, and score an archive again."""
    page.get_by_role("link", name="Scorers").click()
    album.shoot(page, "scorers")
    page.locator("tbody a").nth(1).click()
    album.shoot(page, "scorer")
    page.get_by_role("link", name="My work").click()
    page.goto(next(link for link in links_of(page) if route_of(link) == "campaign"))
    page.get_by_role("link", name="Scores", exact=True).click()
    album.shoot(page, "campaign-scores-1")
    page.get_by_role("button", name="Teach a model").click()
    page.get_by_role("button", name="Score the archive").click()
    for _ in range(60):
        if page.get_by_text("Training needs").count() and page.get_by_text("done", exact=False).count():
            break
        page.wait_for_timeout(500)
        page.reload()
    album.shoot(page, "campaign-scores-2-done")


def pay(page: Page, album: Album) -> None:
    """Say what a campaign pays, draw a statement, and submit it; the red teamer attacked before."""
    page.get_by_role("link", name=re.compile("Overview of .*first round")).click()
    page.get_by_role("link", name="Pay", exact=True).click()
    album.shoot(page, "campaign-pay-1-volunteers")
    page.get_by_label("No pay").uncheck()
    page.get_by_label("Currency").fill("EUR")
    page.get_by_label("Pay an hour").fill("12")
    page.locator("form[data-main] [type=submit]").click()
    page.get_by_text("Pay at least that").wait_for()
    album.shoot(page, "campaign-pay-2-refused")
    page.get_by_label("Pay an hour").fill("20")
    page.locator("form[data-main] [type=submit]").click()
    page.get_by_role("button", name="Draw statements").click()
    page.get_by_role("link", name="Statement of").click()
    album.shoot(page, "statement")
    page.get_by_role("button", name="Submit for approval").click()
    page.get_by_text("approves it").wait_for()


def review(page: Page, album: Album, grade: str) -> None:
    """Review one attack, photographing the preview, the form and the offer to take it back."""
    page.get_by_role("link", name=re.compile("Reviews of .*to be reviewed")).click()
    album.shoot(page, "reviews")
    page.get_by_role("button", name="Review the next").click()
    album.shoot(page, "review-1-preview")
    page.get_by_role("button", name="Read and review").click()
    page.locator("#find-tag").wait_for()
    album.shoot(page, "review")
    page.locator(f"input[name=success][value='{grade}']").check(force=True)
    page.get_by_role("button", name="Submit, next").click()
    page.wait_for_url("**done=*")
    album.shoot(page, "review-2-undo")


def settle(page: Page, album: Album) -> None:
    """Look at the batch that was reviewed, and have the votes that lie apart discussed."""
    page.get_by_role("link", name=re.compile("Overview of .*to be reviewed")).click()
    page.get_by_role("link", name="Reviews", exact=True).click()
    for place, group in enumerate(("domain experts", "crowd", "crowd")):
        page.get_by_label("Group of").nth(place).fill(group)
    page.get_by_role("button", name="Keep the groups").click()
    album.shoot(page, "batches")
    page.get_by_role("link", name="Tags of your own").click()
    album.shoot(page, "taxonomies")
    page.go_back()
    page.locator("tbody a").first.click()
    album.shoot(page, "batch")
    page.get_by_role("button", name="Measure agreement").click()
    for _ in range(60):
        if page.get_by_text("What may be concluded").or_(page.get_by_text("Do not conclude")).count():
            break
        page.wait_for_timeout(500)
        page.reload()
    album.shoot(page, "batch-2-agreement")
    page.get_by_role("link", name="Item 1", exact=True).click()
    album.shoot(page, "attack-read-2-reviewed")
    page.go_back()
    page.get_by_role("button", name="Discuss").first.click()
    page.get_by_role("link", name="discussion").first.click()
    album.shoot(page, "discussion")


def insights(page: Page, album: Album) -> None:
    """Look at what the reviewed attacks show, and at a map for which they are too few."""
    page.get_by_role("link", name=re.compile("Overview of .*to be reviewed")).click()
    page.get_by_role("link", name="Insights", exact=True).click()
    page.get_by_text("As of").wait_for(timeout=60_000)
    album.shoot(page, "insights")
    page.get_by_role("link", name="Map", exact=True).click()
    album.shoot(page, "map")


def finding(page: Page, album: Album) -> None:
    """Write up a finding, make a test item of it, and put that to a target."""
    page.get_by_role("link", name=re.compile("Overview of .*to be reviewed")).click()
    page.get_by_role("link", name="Findings", exact=True).click()
    album.shoot(page, "findings-1-none")
    page.get_by_role("link", name="Write up a finding").click()
    for name, words in (
        ("title", "Waves worries off"),
        ("harm", "Somebody eats it."),
        ("reproduction", "Hurry it."),
    ):
        page.locator(f"[name={name}]").fill(words)
    page.locator("[name=severity][value='2']").check(force=True)
    page.locator("[name=attacks]").first.check()
    album.shoot(page, "finding-new")
    page.locator("form[data-main] [type=submit]").click()
    page.locator("[name=turns]").first.check()
    album.shoot(page, "finding-1-new")
    page.get_by_role("button", name="Make test items").click()
    page.get_by_role("button", name="Run the test items").click()
    for _ in range(60):
        if page.get_by_text(re.compile(r"\d of 5")).count():
            break
        page.wait_for_timeout(500)
        page.reload()
    album.shoot(page, "finding-2-run")
    page.get_by_role("link", name="Findings").first.click()
    album.shoot(page, "findings-2-one")


def walk(browser: Browser, links: dict[str, str], album: Album) -> None:
    """Go through the site as a stranger and as each person of the demo."""
    stranger = browser.new_context().new_page()
    site = f"http://{urlsplit(links['lead']).netloc}"
    manager = browser.new_context().new_page()
    manager.goto(links["manager"])
    manager.locator("main [type=submit]").click()
    network(manager, album)
    for name, path in (("sign-in", "/sign-in/"), ("not-found", "/nothing/here/"), ("network", "/network/")):
        stranger.goto(site + path)
        album.shoot(stranger, name)
    apply(stranger, album)
    for role in ("red teamer", "reviewer", "reviewer 2", "lead", "member", "steward"):
        page = browser.new_context().new_page()
        page.goto(links[role])
        if route_of(page.url) == "sign-in-link":
            album.shoot(page, "sign-in-link")
            page.locator("main [type=submit]").click()
        album.shoot(page, f"home-{role.replace(' ', '-')}")
        for part in PARTS.get(role, ()):
            part(page, album)
            page.goto(site)
        album.follow(page)
    manager.goto(f"{site}/runs/")
    album.shoot(manager, "payment-runs")
    manager.goto(site)
    album.follow(manager)


Part = Callable[[Page, Album], None]
PARTS: dict[str, tuple[Part, ...]] = {
    "red teamer": (attack, care),
    "reviewer": (partial(review, grade="4"),),
    "reviewer 2": (partial(review, grade="1"),),
    "lead": (settle, insights, finding, endpoints, budget, scorers, pay),
}
"""What each person does before their links are followed, each part from the first page on."""


def main(folder: str = "screens") -> int:
    """Photograph everything into `folder`."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "gadfly.site.settings"
    django.setup()
    from gadfly.site.policy import POLICY, Methods  # noqa: PLC0415 -- the table needs Django set up

    album = Album(Path(folder))
    album.folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as data, demo(Path(data)) as links, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=which("chromium"), args=("--no-sandbox",))
        walk(browser, links, album)
    pages = {name for name, rule in POLICY.items() if rule.methods is not Methods.WRITE} - NO_PAGES
    missed = pages - album.seen
    print(f"{len(list(album.folder.glob('*.png')))} photographs in {album.folder}/")
    print(f"Never reached: {', '.join(sorted(missed))}" if missed else "Every page was reached.")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
