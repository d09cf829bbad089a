"""R29 and R30 in the browser: what people and models write asks for nothing, runs nothing, is nothing."""

import json
import subprocess
import sys

import pytest

from tests import running
from tests.patience import PATIENCE
from tests.shared.test_markdown import PAYLOADS

pytestmark = pytest.mark.browser

THIRTY = [text for text in PAYLOADS if len(text) < 250][:: len(PAYLOADS) // 31][:30]
ALIEN = "main :is(script, style, iframe, object, embed, img, video, audio, base, meta, link, math)"
DRAFT = """(text) => localStorage.setItem(
    `draft:${document.querySelector("#composer").dataset.attack}`, JSON.stringify({ text }))"""
HANDLERS = """() => [...document.querySelectorAll("*")].flatMap((one) => [...one.attributes])
    .filter((attribute) => /^(on|hx-|data-hx-|style$|srcdoc$)/i.test(attribute.name)).map((a) => a.name)"""


@pytest.fixture
def planted(own_environment):
    with running.site(own_environment, "http://127.0.0.1:9") as site:
        site.migrate()
        done = subprocess.run(
            (sys.executable, "-m", "tests.journeys.planting"),
            env={**site.environment, "DJANGO_SETTINGS_MODULE": "gadfly.site.settings"},
            check=True,
            stdout=subprocess.PIPE,
            input=json.dumps(THIRTY).encode(),
            timeout=PATIENCE,
        )
        site.start()
        yield site.address, json.loads(done.stdout)


def signed_in(chromium, address, token, troubles):
    page = chromium.new_context().new_page()
    page.on("dialog", lambda dialog: troubles.append(f"dialog {dialog.message}") or dialog.dismiss())
    page.on("request", lambda asked: asked.url.startswith(address) or troubles.append(f"request {asked.url}"))
    page.on("console", lambda line: "violates" in line.text and troubles.append(line.text))
    page.goto(f"{address}/sign-in/{token}/")
    page.get_by_role("button", name="Sign in").click()
    return page


def test_r29_thirty_payloads_on_every_page_that_shows_words(planted, chromium):
    assert len(set(THIRTY)) == 30
    address, made = planted
    campaign, over = f"/c/{made['campaign']}", f"/a/{made['over']}"
    shown = {
        "red teamer": [
            "/",
            f"{campaign}/brief/",
            f"{over}/",
            f"/a/{made['going on']}/",
            f"{over}/rate/",
            "/attacks/",
        ],
        "lead": ["/", f"{campaign}/", f"{campaign}/terms/", f"{campaign}/attacks/", f"{over}/read/"],
    }
    troubles = []
    for role, paths in shown.items():
        page = signed_in(chromium, address, made[role], troubles)
        for path in paths:
            answer = page.goto(f"{address}{path}")
            assert answer.status == 200, path
            page.wait_for_load_state("networkidle")
            assert page.locator(ALIEN).count() == 0, path
            assert page.evaluate(HANDLERS) == [], path
            for link in page.locator("main a[href]").evaluate_all("all => all.map((a) => a.href)"):
                assert link.startswith((address, "https://")), path
        page.context.close()
    assert troubles == []


def test_r29_a_message_is_words_before_the_server_has_seen_it(planted, chromium):
    address, made = planted
    troubles = []
    page = signed_in(chromium, address, made["red teamer"], troubles)
    page.goto(f"{address}/a/{made['going on']}/")
    page.evaluate(DRAFT, "<img src=x>")
    page.reload()
    assert page.locator("#say").input_value() == "<img src=x>"
    assert page.locator(ALIEN).count() == 0
    assert troubles == []
