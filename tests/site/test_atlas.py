"""The map in a real browser, without WebGL and under the site's own policy."""

import time

import numpy as np
import pytest
from playwright.sync_api import expect

from tests.journeys.hands import inspect
from tests.patience import PATIENCE
from tests.site.atlas_page import random_site, served

pytestmark = pytest.mark.browser

ATLAS = (
    "const a = (await import('/static/gadfly/atlas.js')).atlasOf(document.querySelector('section.atlas'));"
)
FRAMES = "await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));"
WATCH = """
window.violations = [];
addEventListener("securitypolicyviolation", (event) => window.violations.push(event.violatedDirective));
HTMLCanvasElement.prototype.getContext = new Proxy(HTMLCanvasElement.prototype.getContext, {
    apply: (get, canvas, [kind, ...rest]) => kind.includes("webgl") ? null : get.call(canvas, kind, ...rest),
});"""
PIXELS = "a.painter.pixels.reduce((sum, pixel, i) => (Math.imul(sum, 31) + pixel + i) | 0, 7)"


@pytest.fixture(scope="module")
def site():
    return random_site(4_000)


@pytest.fixture(scope="module")
def address(site):
    with served(site) as where:
        yield where


class Map:
    """The page, and what its script knows."""

    def __init__(self, page, site):
        self.page, self.site = page, site
        self.complaints = []
        page.on("console", lambda said: self.complaints.append(said.text) if said.type == "error" else None)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def ask(self, expression, given=None):
        return self.page.evaluate(f"async (given) => {{ {ATLAS} {FRAMES} return {expression}; }}", given)

    def until(self, expression, given=None):
        """Ask until the answer is yes: what the browser tells a page by itself, it tells when it likes."""
        deadline = time.monotonic() + PATIENCE
        while not self.ask(expression, given):
            assert time.monotonic() < deadline, expression

    def pixels(self):
        return self.ask(PIXELS)

    def keys_of(self, points):
        return sorted(self.site.keys[self.site.tiles.order[point]] for point in points)

    def selected(self):
        found = self.ask("a.selected")
        return None if found is None else self.keys_of(found)

    def pixel_of(self, row):
        """Where a point lies on the page, in CSS pixels from the map's corner."""
        return self.ask("a.view.pixel(...given).map((at) => at / a.ratio)", self.site.xy[row].tolist())

    def row(self, name):
        return self.page.get_by_role("row").filter(has_text=name)

    @property
    def canvas(self):
        return self.page.get_by_role("application")


@pytest.fixture
def opened(page, site, address):
    page.add_init_script(WATCH)
    found = Map(page, site)
    page.goto(address)
    expect(found.canvas).to_be_visible()
    expect(page.get_by_role("button", name="Zoom in")).to_be_visible()
    found.until("a.drawMs > 0")
    yield found
    assert page.evaluate("window.violations ?? []") == []
    assert found.complaints == []


def test_every_point_is_painted_in_the_colour_of_its_row(opened):
    seen = opened.ask("[...new Set(a.painter.pixels)].sort((x, y) => x - y)")
    palette = opened.ask("[...a.palette.slice(0, 6), a.paper].sort((x, y) => x - y)")
    assert seen == palette


def test_pixels_change_on_pan_zoom_filter_and_recolour_and_come_back(opened):
    first = opened.pixels()
    opened.canvas.focus()
    opened.page.keyboard.press("ArrowLeft")
    assert opened.pixels() != first
    opened.page.keyboard.press("ArrowRight")
    assert opened.pixels() == first
    opened.page.get_by_role("button", name="Zoom in").click()
    assert opened.pixels() != first
    opened.page.get_by_role("button", name="Whole map").click()
    assert opened.pixels() == first
    opened.page.get_by_role("checkbox", name="tea").uncheck()
    assert opened.pixels() != first
    opened.page.get_by_role("checkbox", name="tea").check()
    assert opened.pixels() == first
    opened.page.get_by_label("Coloured by").select_option("Rating")
    expect(opened.row("rated 4")).to_be_visible()
    assert opened.pixels() != first


def test_the_map_follows_the_theme(opened):
    first = opened.pixels()
    opened.page.emulate_media(color_scheme="dark")
    opened.until(f"{PIXELS} !== given", first)


def test_dragging_moves_the_map_with_the_pointer(opened):
    box = opened.canvas.bounding_box()
    before = opened.pixel_of(0)
    opened.page.mouse.move(box["x"] + 100, box["y"] + 100)
    opened.page.mouse.down()
    opened.page.mouse.move(box["x"] + 130, box["y"] + 140, steps=3)
    opened.page.mouse.up()
    moved = opened.pixel_of(0)
    assert moved[0] - before[0] == pytest.approx(30, abs=5)
    assert moved[1] - before[1] == pytest.approx(40, abs=5)


def test_the_place_under_the_pointer_stays_when_the_wheel_zooms(opened):
    opened.canvas.focus()
    box, before = opened.canvas.bounding_box(), opened.pixel_of(5)
    opened.page.mouse.move(box["x"] + before[0], box["y"] + before[1])
    opened.page.mouse.wheel(0, -200)
    assert opened.ask("a.view.scale / a.view.height") > 1.2
    assert opened.pixel_of(5) == pytest.approx(before, abs=1)


def test_the_wheel_scrolls_the_page_where_nobody_is_at_the_map(opened):
    scale, box = opened.ask("a.view.scale"), opened.canvas.bounding_box()
    opened.page.mouse.move(box["x"] + 50, box["y"] + 50)
    opened.page.mouse.wheel(0, 50)
    assert opened.ask("a.view.scale") == scale


def brute_nearest(site, place, reach, hidden=()):
    distance = np.hypot(*(site.xy - np.float32(place)).T.astype(np.float64))
    distance[np.isin(site.islands, hidden)] = np.inf
    return distance.min() if distance.min() <= reach else None


@pytest.mark.parametrize("hidden", [(), ("tea", "rice")])
def test_hover_finds_the_nearest_point_and_never_a_hidden_one(opened, site, hidden):
    for name in hidden:
        opened.page.get_by_role("checkbox", name=name).uncheck()
    out = [{"tea": 3, "rice": 4}[name] for name in hidden]
    rng = np.random.default_rng(8)
    places = np.concatenate([rng.random((150, 2)), site.xy[:80], [[0, 0], [1, 1], [1, 0], [-0.2, 0.5]]])
    found = opened.ask(
        "given.map((at) => a.under(...a.view.pixel(...at).map((pixel) => pixel / a.ratio)))",
        places.tolist(),
    )
    reach = opened.ask("8 * a.ratio / a.view.scale")
    for place, point in zip(places, found, strict=True):
        best = brute_nearest(site, place, reach, out)
        assert (point < 0) == (best is None)
        if point >= 0:
            row = site.tiles.order[point]
            assert site.islands[row] not in out
            assert np.hypot(*(site.xy[row] - place)) == pytest.approx(best, abs=1e-5)


def crossings(polygon, x, y):
    """Points in a polygon by the sum of angles: another way than the page's."""
    total = 0.0
    corners = [complex(px - x, py - y) for px, py in polygon]
    for one, other in zip(corners, corners[1:] + corners[:1], strict=True):
        total += np.angle(other / one)
    return abs(total) > np.pi


def test_a_lasso_takes_the_points_inside_and_no_hidden_ones(opened, site):
    opened.page.get_by_role("checkbox", name="rice").uncheck()
    polygon = [[0.1, 0.1], [0.9, 0.15], [0.95, 0.9], [0.5, 0.45], [0.15, 0.85]]
    box = opened.canvas.bounding_box()
    corners = [opened.ask("a.view.pixel(...given).map((at) => at / a.ratio)", corner) for corner in polygon]
    opened.page.get_by_role("button", name="Lasso").click()
    opened.page.mouse.move(box["x"] + corners[0][0], box["y"] + corners[0][1])
    opened.page.mouse.down()
    for u, v in [*corners[1:], corners[0]]:
        opened.page.mouse.move(box["x"] + u, box["y"] + v)
    opened.page.mouse.up()
    expect(opened.page.get_by_role("status")).to_contain_text("attacks selected")
    drawn = [opened.ask("a.view.place(...given.map((at) => at * a.ratio))", corner) for corner in corners]
    expected = {
        site.keys[row]
        for row, (x, y) in enumerate(site.xy)
        if site.islands[row] != 4 and crossings(drawn, float(x), float(y))
    }
    assert len(expected ^ set(opened.selected())) <= len(expected) * 0.002  # a mouse moves by whole pixels
    assert len(expected) > 500


def test_a_row_selects_its_points_and_a_lasso_is_counted_in_the_rows(opened, site):
    button = opened.page.get_by_role("button", name="Select tea")
    button.click()
    expect(button).to_have_attribute("aria-pressed", "true")
    expect(opened.page.get_by_role("status")).to_contain_text(f"{(site.islands == 3).sum()} attacks selected")
    assert opened.selected() == sorted(np.array(site.keys)[site.islands == 3])
    expect(opened.row("tea")).to_contain_text(f"{(site.islands == 3).sum()} selected")
    expect(opened.row("rice")).not_to_contain_text("selected")
    button.click()
    expect(button).to_have_attribute("aria-pressed", "false")
    assert opened.selected() is None


def test_what_a_search_found_outshines_the_rest(opened, site):
    first = opened.pixels()
    opened.ask("a.find(given)", [*site.keys[:3], "not-a-key"])
    assert opened.selected() == sorted(site.keys[:3])
    assert opened.pixels() != first
    opened.page.get_by_role("button", name="Clear").click()
    assert opened.pixels() == first


def test_filters_of_two_tables_hold_together(opened, site):
    opened.page.get_by_label("Coloured by").select_option("Rating")
    opened.page.get_by_role("checkbox", name="rated 0").uncheck()
    opened.page.get_by_label("Coloured by").select_option("Islands")
    opened.page.get_by_role("checkbox", name="tea").uncheck()
    opened.canvas.focus()
    opened.page.keyboard.press("Space")
    expect(opened.page.get_by_role("status")).to_contain_text("attacks selected")
    keep = (site.ratings != 0) & (site.islands != 3)
    assert opened.selected() == sorted(np.array(site.keys)[keep])


def test_a_click_picks_an_attack_and_its_link_opens_it(opened, site):
    box, (u, v) = opened.canvas.bounding_box(), opened.pixel_of(7)
    opened.page.mouse.click(box["x"] + u, box["y"] + v)
    link = opened.page.get_by_role("link", name="Open attack")
    expect(link).to_have_count(1)
    picked = site.tiles.order[opened.ask("a.picked")]
    assert np.hypot(*(site.xy[picked] - site.xy[7])) < 0.005
    link.click()
    opened.page.wait_for_url(f"**/attacks/{site.keys[picked]}/")


def test_a_tooltip_says_what_the_table_shows_as_text_and_nothing_that_is_folded_away(opened, site):
    row = int(np.flatnonzero(site.islands == 2)[0])
    opened.ask("a.view.show([...given, ...given])", site.xy[row].tolist())
    opened.ask("a.ask()")
    box, (u, v) = opened.canvas.bounding_box(), opened.pixel_of(row)
    opened.page.mouse.move(box["x"] + u, box["y"] + v)
    tip = opened.page.locator(".atlas-tip")
    expect(tip).to_have_text("<b>bold</b>, bread")
    opened.page.evaluate(
        """() => { for (const head of document.querySelectorAll("tbody th")) {
            const fold = document.createElement("details");
            fold.append(document.createElement("summary"), ...head.childNodes);
            fold.firstChild.textContent = "Name";
            head.append(fold);
        } }"""
    )
    opened.page.mouse.move(box["x"] + u + 1, box["y"] + v)
    expect(tip).to_have_text("Name")


def test_keys_alone_move_zoom_select_open_and_clear(opened, site):
    page, seen = opened.page, opened.page.get_by_role("status")
    for _ in range(12):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.getAttribute('role')") == "application":
            break
    assert page.evaluate("document.activeElement.matches('canvas:focus-visible')")
    for key in "++++":
        page.keyboard.press(key)
    page.keyboard.press("Space")
    expect(seen).to_contain_text("attacks selected")
    assert 0 < len(opened.selected()) < len(site.xy)
    page.keyboard.press("Escape")
    expect(seen).to_be_empty()
    page.keyboard.press("0")
    opened.ask("a.view.show([...given, ...given])", site.xy[3].tolist())
    page.keyboard.press("Enter")
    page.wait_for_url("**/attacks/*/")


def test_enter_where_nothing_lies_says_so(opened):
    opened.canvas.focus()
    for _ in range(20):
        opened.page.keyboard.press("ArrowLeft")
    opened.page.keyboard.press("Enter")
    expect(opened.page.get_by_role("status")).to_have_text("No attack is near the middle of the map.")


@pytest.mark.parametrize("width", [360, 1280])
def test_axe_finds_nothing_serious_and_nothing_scrolls_sideways(opened, width):
    opened.page.set_viewport_size({"width": width, "height": 800})
    opened.page.get_by_role("button", name="Select tea").click()
    expect(opened.page.get_by_role("status")).to_contain_text("selected")
    inspect(opened.page)
    assert opened.page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_a_map_that_does_not_come_leaves_the_tables(page, site):
    gone = random_site(10)
    del gone.files["/points.bin"]
    with served(gone) as address:
        page.goto(address)
        expect(page.locator(".atlas-stage")).to_contain_text("the tables say the same")
        expect(page.get_by_role("row").filter(has_text="tea")).to_be_visible()


def test_a_further_file_that_does_not_come_is_said_and_the_map_stays(page):
    lacking = random_site(10)
    del lacking.files["/ratings.bin"], lacking.files["/keys.bin"]
    with served(lacking) as address:
        page.goto(address)
        page.get_by_label("Coloured by").select_option("Rating")
        expect(page.get_by_role("status")).to_contain_text("This did not come; try again in a moment.")
        expect(page.get_by_role("row").filter(has_text="tea")).to_be_visible()
        page.get_by_role("button", name="Clear").click()
        expect(page.get_by_role("status")).to_be_empty()
        page.get_by_role("button", name="Select tea").click()
        expect(page.get_by_role("status")).to_contain_text("This did not come")


def test_a_file_cut_short_leaves_the_tables(page):
    short = random_site(10)
    short.files["/points.bin"] = ("application/octet-stream", short.files["/points.bin"][1][:-50])
    with served(short) as address:
        page.goto(address)
        expect(page.locator(".atlas-stage")).to_contain_text("the tables say the same")


def test_a_map_without_attacks_is_empty(page):
    with served(random_site(0)) as address:
        page.goto(address)
        expect(page.get_by_role("application", name="Map of 0 attacks")).to_be_visible()


def test_without_scripts_the_tables_say_it_all(chromium, address):
    context = chromium.new_context(java_script_enabled=False)
    try:
        page = context.new_page()
        page.goto(address)
        expect(page.get_by_role("table")).to_have_count(2)
    finally:
        context.close()
