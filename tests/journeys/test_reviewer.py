"""Three reviewers' way through the site: by keys, at a desk and on a phone, and without a script."""

import json
import re
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.journeys.hands import Hands, inspect
from tests.patience import PATIENCE

pytestmark = pytest.mark.browser

PHONE = {"width": 360, "height": 740}
GRADES = "qwert"
ATTACKS, EACH = 30, 20
"""Two of three people review each attack."""
TITLE = "Everyday advice, to be reviewed"
ROW = {
    "min_harmlessness_score_transcript": None, "num_params": "2.7B", "model_type": "plain lm", "rating": None,
    "task_description": "Get a curt answer", "task_descripton_harmlessness_score": None,
    "red_team_member_id": 1, "is_upworker": None, "tags": None,
}  # fmt: skip


def go_to_reviews(hands, link):
    hands.sign_in(link)
    hands.choose(TITLE)
    hands.sees("of 10 reviewed")


def begin(hands):
    hands.press("Control+Enter")
    hands.page.wait_for_url("**/r/*/*")


def proceed(hands):
    hands.press("p")
    expect(hands.page.locator("#review")).to_be_visible()


def tag(hands, words):
    hands.press("/")
    hands.type(words)
    hands.press("Enter", "Escape")
    expect(hands.page.locator("#tags :checked")).to_have_count(1)


def nights(hands):
    """Which of the thirty it is: two who read the same one grade alike, or nearly."""
    return int(re.search(r"rice (\d+) nights", hands.main.inner_text())[1])


def submit(hands):
    before = hands.page.url
    hands.press("Control+Enter")
    hands.page.wait_for_url(lambda url: url != before and "done=" in url)


def agree(hands, folder):
    """The page's numbers are the command's on the votes it lets one download."""
    hands.choose("Measure agreement")
    expect(hands.page.get_by_role("button", name="Measure anew")).to_be_visible()
    while hands.page.get_by_text("A worker is measuring").count():
        hands.page.wait_for_timeout(300)
        hands.page.reload()
    hands.sees("on 60 votes; there are 60 now")
    with hands.page.expect_download() as download:
        hands.reach("the votes as CSV")
        hands.press("Enter")
    votes = folder / "votes.csv"
    download.value.save_as(votes)
    command = (sys.executable, "-m", "gadfly", "agreement", str(votes), "--item", "item", "--rater", "rater")
    asked = (*command, "--value", "value", "--level", "ordinal", "--json")
    told = json.loads(
        subprocess.run(asked, check=True, capture_output=True, text=True, timeout=PATIENCE).stdout
    )
    first = hands.page.get_by_role("row").filter(has_text="grades in order").first
    low, high = told["alpha_intervals"]["items"]["low"], told["alpha_intervals"]["items"]["high"]
    for number in (told["alpha"], told["fleiss_kappa"], low, high):
        expect(first).to_contain_text(f"{number:.3f}")
    hands.sees(told["verdict"])
    for rater in told["rater_model"]["raters"]:
        hands.sees(f"{rater['competence']:.3f}")
    inspect(hands.page)


def bring(environment, folder):
    """Take thirty attacks into the campaign that is to be reviewed, by the command."""
    with closing(sqlite3.connect(Path(environment["GADFLY_DATA_DIR"]) / "gadfly.sqlite3")) as database:
        [(slug,)] = database.execute("SELECT slug FROM campaigns_campaign WHERE title LIKE ?", [f"{TITLE}%"])
    said = "\n\nHuman: May I keep rice {} nights?\n\nAssistant: Rice is rice."
    rows = [{**ROW, "transcript": said.format(number)} for number in range(ATTACKS)]
    file = folder / "attacks.jsonl"
    file.write_text("\n".join(map(json.dumps, rows)))
    command = (sys.executable, "-m", "gadfly", "import", str(file), "--campaign", slug)
    here = {**environment, "GADFLY_DATABASE_URL": ""}  # as the demo has it
    subprocess.run(command, check=True, env=here, capture_output=True, timeout=PATIENCE)


def draw(hands, link):
    """The lead draws all thirty, two reviews of each."""
    hands.sign_in(link)
    hands.choose(TITLE)
    hands.choose("Reviews")
    hands.reach("Reviews of each")
    hands.press("Control+a", "2")
    hands.choose("Draw")
    hands.sees(f"0 reviews, {2 * ATTACKS} wanted")
    hands.page.context.clear_cookies()


def leads_somewhere(hands, folder):
    """Agreement and tags stand in the campaign's report, and the tags in what is exported."""
    hands.choose("Insights")
    hands.sees("Do reviewers agree?")
    hands.sees("Theft")
    hands.choose("Export")
    with hands.page.expect_download() as download:
        hands.reach("Download, JSON lines")
        hands.press("Enter")
    download.value.save_as(folder / "released.jsonl")
    rows = map(json.loads, (folder / "released.jsonl").read_text().splitlines())
    assert {tag for row in rows for tag in row["tags"] or ()} == {"Theft"}


def test_three_people_review_thirty_attacks_by_keys_one_of_them_on_a_phone(
    links, hands, tmp_path, own_environment
):
    bring(own_environment, tmp_path)
    draw(hands, links["lead"])
    for place, role in enumerate(("reviewer", "reviewer 2", "reviewer 3")):
        hands.page.set_viewport_size(PHONE if place == 2 else {"width": 1280, "height": 800})
        go_to_reviews(hands, links[role])
        if not place:
            inspect(hands.page)
        begin(hands)
        for number in range(EACH):
            looked_at = number == 0 and place != 1
            if looked_at:
                inspect(hands.page)
            proceed(hands)
            hands.press("o", GRADES[(nights(hands) + place // 2) % 5])
            if looked_at:
                tag(hands, "theft")
                inspect(hands.page)
                assert hands.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
            submit(hands)
        hands.sees(f"{EACH} of {EACH} reviewed")
        hands.page.context.clear_cookies()
    hands.page.set_viewport_size({"width": 1280, "height": 800})
    hands.sign_in(links["lead"])
    hands.choose(TITLE)
    hands.choose("Reviews")
    hands.sees("60 of 60")
    inspect(hands.page)
    hands.page.locator("table a").first.press("Enter")
    hands.sees("60 reviews, 60 wanted")
    inspect(hands.page)
    agree(hands, tmp_path)
    hands.choose("Discuss")
    hands.sees("discussion of item")
    hands.choose("discussion")
    hands.sees("Votes lay apart")
    inspect(hands.page)
    hands.choose("Batch")
    leads_somewhere(hands, tmp_path)


def test_drafts_are_kept_one_is_put_aside_and_one_taken_back_by_keys(links, hands):
    go_to_reviews(hands, links["reviewer"])
    begin(hands)
    hands.press("Control+Space")
    hands.page.wait_for_url(re.compile("/r/"))
    proceed(hands)
    hands.press("e", "n")
    hands.type("curt, but not much more")
    expect(hands.page.locator("#saved")).to_contain_text("draft saved")
    hands.page.reload()
    expect(hands.page.locator("#id_note")).to_have_value("curt, but not much more")
    expect(hands.page.locator("[name=success]:checked")).to_have_value("2")
    submit(hands)
    hands.press("Control+z")
    expect(hands.page.locator("#id_note")).to_have_value("curt, but not much more")
    hands.sees("draft saved")


def test_a_save_that_fails_looks_failed(links, hands):
    go_to_reviews(hands, links["reviewer"])
    begin(hands)
    proceed(hands)
    hands.page.route("**/draft/", lambda route: route.abort())
    hands.press("n")
    hands.type("kept in the field")
    expect(hands.page.locator("#saved")).to_contain_text("not saved")
    expect(hands.page.locator("#id_note")).to_have_value("kept in the field")


def test_without_a_script_everything_is_there(links, chromium):
    context = chromium.new_context(java_script_enabled=False, viewport=PHONE)
    hands = Hands(context.new_page())
    hands.page.goto(links["reviewer"])
    hands.page.get_by_role("button", name="Sign in").click()
    hands.page.get_by_role("link", name="Reviews of Everyday advice, to be reviewed").click()
    hands.page.get_by_role("button", name="Review the next").click()
    hands.page.get_by_role("button", name="Read and review").click()
    hands.page.get_by_label("I lack the knowledge").check()
    hands.page.get_by_role("button", name="Keep for later").click()
    hands.page.get_by_role("button", name="Go on").click()
    expect(hands.page.get_by_label("I lack the knowledge")).to_be_checked()
    hands.page.locator("[name=success][value='3']").check(force=True)
    hands.page.get_by_role("button", name="Submit, next").click()
    hands.page.get_by_role("button", name="Take it back").click()
    expect(hands.page.get_by_label("I lack the knowledge")).to_be_checked()
    context.close()


def test_a_stranger_is_told_how_one_signs_in(links, hands):
    hands.page.goto(links["reviewer"].split("/sign-in/")[0] + "/attacks/")
    hands.sees("Open the link you were sent")
    inspect(hands.page)
