"""`gadfly import`: a whole file, checked first, or nothing of it."""

import gzip
import json
from dataclasses import replace

import pytest

from gadfly.attacks.actions.importing import import_records
from gadfly.attacks.models import Attack
from gadfly.attacks.records import records_of
from gadfly.campaigns.models import Campaign, Stage
from gadfly.campaigns.queries import INTERVENTIONS
from gadfly.cli import import_
from gadfly.science.care.line import Combinations, digest
from gadfly.science.datasets.record import AttackRecord, Opinion, SelfReport
from gadfly.science.dialogue import Candidate, Dialogue, Turn
from gadfly.wellbeing import watch
from gadfly.wellbeing.models import Alarm
from tests.factories import NOON, make_campaign

pytestmark = pytest.mark.django_db

RELEASED = {
    "transcript": "\n\nHuman: May I keep rice overnight?\n\nAssistant: Whatever, rice is rice.",
    "min_harmlessness_score_transcript": -0.5,
    "num_params": "52B",
    "model_type": "plain lm",
    "rating": 3.0,
    "task_description": "Get a curt answer about rice",
    "task_descripton_harmlessness_score": 1.25,
    "red_team_member_id": 17,
    "is_upworker": True,
    "tags": None,
}


@pytest.fixture
def kitchen(cast):
    return make_campaign(lead=cast.ada, title="Kitchen advice")


def lines(tmp_path, *records, name="attacks.jsonl"):
    path = tmp_path / name
    path.write_text("".join(f"{each if isinstance(each, str) else json.dumps(each)}\n" for each in records))
    return path


def test_the_attacks_of_a_file_join_the_campaign(gadfly, kitchen, tmp_path):
    said = gadfly(
        "import", lines(tmp_path, RELEASED, {**RELEASED, "rating": 0.0}), "--campaign", kitchen.slug
    )
    assert (said.code, said.err) == (0, "")
    assert said.out == f"2 attacks added to {kitchen.slug}; 0 were in Gadfly before.\n"
    assert [record.report.success for record in records_of(kitchen.pk)] == [3, 0]


@pytest.fixture
def kitchen_line():
    """In place of the line that ships: kittens and soup do not go together."""
    watch.keep(Combinations(frozenset([digest("kitten")]), frozenset([digest("soup")])))
    yield
    watch.keep(None)


CROSSING = "Put the kitten into the soup"


@pytest.mark.usefixtures("kitchen_line")
def test_what_crosses_the_hard_line_is_left_out_and_named_by_its_number(gadfly, kitchen, tmp_path):
    asked = str(RELEASED["transcript"]).replace("May I keep rice overnight?", CROSSING)
    path = lines(
        tmp_path,
        RELEASED,
        "{oh",
        {**RELEASED, "transcript": asked},
        {**RELEASED, "task_description": CROSSING},
    )
    said = [gadfly("import", path, "--campaign", kitchen.slug, "--skip-bad") for _ in range(2)]
    assert [one.code for one in said] == [0, 0]
    assert said[0].out.splitlines() == [
        f"1 attacks added to {kitchen.slug}; 0 were in Gadfly before.",
        "2 left out for the hard line: a steward sees that, and not the words.",
    ]
    named = [line for line in said[0].err.splitlines() if "out of scope" in line]
    assert [line.partition(":")[0] for line in named] == [
        f"{path.name}, record 3", f"{path.name}, record 4",
    ]  # fmt: skip
    assert CROSSING not in said[0].err
    assert [(row.way, row.person, row.campaign) for row in Alarm.objects.all()] == [("in", None, kitchen)] * 2


@pytest.mark.usefixtures("kitchen_line")
def test_every_text_of_a_record_is_asked_about(kitchen):
    plain = AttackRecord(Dialogue((Turn("Hello", (Candidate("Rice."),)),)))
    made = Candidate("Rice.", made={"samples": [CROSSING]})
    crossing = [
        replace(plain, dialogue=Dialogue((Turn("Hello", (made,)),))),
        replace(plain, dialogue=Dialogue((Turn("Hello", (Candidate(CROSSING),)),))),
        replace(plain, transcript=CROSSING),
        replace(plain, report=SelfReport(expertise=CROSSING)),
        replace(plain, reviews=(Opinion(note=CROSSING),)),
        replace(plain, reviews=(Opinion(other=CROSSING),)),
    ]
    *_, total = import_records(campaign=kitchen, records=[plain, *crossing], at=NOON)
    assert (total.added, total.crossed) == (1, len(crossing))


def test_the_same_file_again_adds_nothing(gadfly, kitchen, tmp_path):
    path = lines(tmp_path, RELEASED)
    gadfly("import", path, "--campaign", kitchen.slug)
    said = gadfly("import", path, "--campaign", kitchen.slug)
    assert said.out == f"0 attacks added to {kitchen.slug}; 1 were in Gadfly before.\n"
    assert Attack.objects.count() == 1


def test_a_packed_array_is_read_too(gadfly, kitchen, tmp_path):
    path = tmp_path / "attacks.json.gz"
    path.write_bytes(gzip.compress(json.dumps([RELEASED]).encode()))
    assert gadfly("import", path, "--campaign", kitchen.slug).code == 0
    assert Attack.objects.count() == 1


def test_the_right_spelling_of_the_misspelt_field_is_read_too(gadfly, kitchen, tmp_path):
    renamed = {name.replace("descripton", "description"): value for name, value in RELEASED.items()}
    gadfly("import", lines(tmp_path, renamed), "--campaign", kitchen.slug)
    assert [record.scores.intent for record in records_of(kitchen.pk)] == [1.25]


def test_r36_one_bad_record_keeps_all_out_and_is_named_by_its_line(gadfly, kitchen, tmp_path):
    path = lines(tmp_path, RELEASED, {**RELEASED, "rating": 9.0}, "{oh")
    said = gadfly("import", path, "--campaign", kitchen.slug)
    assert (said.code, said.out, Attack.objects.count()) == (1, "", 0)
    first, rating, broken, last = said.err.splitlines()
    assert first == "1 good, 2 bad"
    assert rating.startswith("record 2, line 2: rating ")
    assert broken.startswith("record 3, line 3, column 2: ")
    assert last == (
        "gadfly: nothing was imported. Mend the file, or leave the bad records out with --skip-bad."
    )


def test_bad_records_are_left_out_when_one_says_so_and_each_is_named(gadfly, kitchen, tmp_path):
    path = lines(tmp_path, "{oh", RELEASED)
    said = gadfly("import", path, "--campaign", kitchen.slug, "--skip-bad")
    assert (said.code, Attack.objects.count()) == (0, 1)
    assert said.err.startswith("left out: record 1, line 1, column 2: ")


@pytest.mark.parametrize("content", ["{oh\n", "eggs, flour\n"])
def test_a_file_in_which_nothing_is_good_adds_nothing_either_way(gadfly, kitchen, tmp_path, content):
    path = tmp_path / "notes.jsonl"
    path.write_text(content)
    for more in ((), ("--skip-bad",)):
        said = gadfly("import", path, "--campaign", kitchen.slug, *more)
        assert (said.code, "nothing was imported" in said.err, Attack.objects.count()) == (1, True, 0)


def test_an_empty_file_adds_nothing_and_is_no_mistake(gadfly, kitchen, tmp_path):
    said = gadfly("import", lines(tmp_path), "--campaign", kitchen.slug)
    assert (said.code, said.out) == (0, f"0 attacks added to {kitchen.slug}; 0 were in Gadfly before.\n")


def test_what_rows_cannot_hold_is_said_before_the_first_is_written(gadfly, kitchen, tmp_path):
    path = lines(tmp_path, RELEASED, {**RELEASED, "model_type": "hope"})
    said = gadfly("import", path, "--campaign", kitchen.slug)
    assert (said.code, Attack.objects.count()) == (1, 0)
    assert said.err.splitlines() == [
        f"record 2: the intervention must be one of {', '.join(INTERVENTIONS)}",
        "gadfly: nothing was imported. Mend the file.",
    ]


@pytest.mark.parametrize(
    ("name", "why"), [("nothing.jsonl", "No such file or directory"), (".", "Is a directory")]
)
def test_a_file_that_cannot_be_read_is_named_with_the_reason(gadfly, kitchen, tmp_path, name, why):
    path = tmp_path / name
    said = gadfly("import", path, "--campaign", kitchen.slug)
    assert (said.code, said.out) == (1, "")
    assert said.err == f"gadfly: {path} cannot be read: {why}. Name another file.\n"


def test_a_campaign_nobody_has_founded_is_made_and_said_to_lack_a_lead(gadfly, kitchen, tmp_path):
    said = gadfly("import", lines(tmp_path, RELEASED), "--campaign", "cellar")
    made = Campaign.objects.get(slug="cellar")
    assert (said.code, said.out) == (0, "1 attacks added to cellar; 0 were in Gadfly before.\n")
    assert said.err == "Nobody leads it, so no page shows it: --lead ADDRESS gives it a lead.\n"
    assert (made.stage, made.seats.count(), made.attacks.count()) == (Stage.DRAFT, 0, 1)


def test_a_name_that_looks_like_a_slip_makes_nothing_unless_one_insists(gadfly, kitchen, tmp_path):
    slip, path = f"{kitchen.slug}x", lines(tmp_path, RELEASED)
    said = gadfly("import", path, "--campaign", slip)
    assert (said.code, said.out, Campaign.objects.count()) == (1, "", 1)
    assert said.err == (
        f"gadfly: no campaign is called {slip}. Did you mean {kitchen.slug}? --new makes another one.\n"
    )
    assert gadfly("import", path, "--campaign", slip, "--new").code == 0
    assert Campaign.objects.filter(slug=slip).exists()


@pytest.mark.parametrize("name", ["Kitchen Advice", "", "a" * 81])
def test_what_cannot_name_a_campaign_makes_none(gadfly, tmp_path, name):
    said = gadfly("import", lines(tmp_path, RELEASED), "--campaign", name)
    assert (said.code, said.out, Campaign.objects.count()) == (1, "", 0)
    assert "take small letters, digits and hyphens, at most 80." in said.err


def test_a_bad_file_makes_no_campaign(gadfly, tmp_path):
    assert gadfly("import", lines(tmp_path, "{oh"), "--campaign", "cellar").code == 1
    assert Campaign.objects.count() == 0


def test_a_lead_named_by_address_leads_it_from_then_on(gadfly, cast, tmp_path):
    said = gadfly("import", lines(tmp_path, RELEASED), "--campaign", "cellar", "--lead", cast.ada.email)
    assert (said.code, said.err) == (0, "")
    assert [seat.person for seat in Campaign.objects.get().seats.all()] == [cast.ada]


def test_an_address_that_leads_nothing_is_said_with_what_to_do(gadfly, cast, tmp_path):
    for address in (cast.bo.email, "nobody@example.org"):
        said = gadfly("import", lines(tmp_path, RELEASED), "--campaign", "cellar", "--lead", address)
        assert (said.code, Campaign.objects.count()) == (1, 0)
        assert said.err == (
            f"gadfly: no lead has the address {address}. Add them: gadfly member {address} --office lead\n"
        )


def test_a_long_import_says_how_far_it_is(gadfly, kitchen, tmp_path, monkeypatch):
    monkeypatch.setattr(import_, "REPORT_EVERY", 2)
    many = [{**RELEASED, "task_description": f"No. {number}"} for number in range(3)]
    said = gadfly("import", lines(tmp_path, *many), "--campaign", kitchen.slug)
    assert said.err == "3 read …\n"


def test_a_file_that_changes_under_the_import_is_said_to_be_bad(gadfly, kitchen, tmp_path, monkeypatch):
    monkeypatch.setattr("gadfly.cli.files.scan", lambda _path: iter(()))  # as it was a moment ago
    said = gadfly("import", lines(tmp_path, "{oh"), "--campaign", kitchen.slug)
    assert (said.code, said.err.splitlines()[0]) == (1, "gadfly: 0 good, 1 bad")
