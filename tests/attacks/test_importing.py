from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import IntegrityError

from gadfly.attacks.actions.importing import ensure_fits, import_records
from gadfly.attacks.actions.importing.gathered import Rows
from gadfly.attacks.actions.importing.tables import columns_of, insert
from gadfly.attacks.models import Attack, Candidate, Score
from gadfly.attacks.models import Turn as TurnRow
from gadfly.attacks.records import records_of
from gadfly.campaigns.actions import ImportedArms
from gadfly.campaigns.models import Terms
from gadfly.campaigns.queries import INTERVENTIONS
from gadfly.science.datasets import Form, pieces, read, write
from gadfly.science.datasets.record import Arm, AttackRecord, SelfReport, Summary, TurnDetail
from gadfly.science.dialogue import Candidate as Reply
from gadfly.science.dialogue import Dialogue, State, Turn
from gadfly.science.targets import Account
from gadfly.shared.refusal import NotValid
from tests.factories import NOON, Exchange, make_attack, make_campaign

FULL = AttackRecord(
    dialogue=Dialogue(
        (
            Turn(
                "Is rice fine?",
                (
                    Reply("Yes, but", State.INTERRUPTED, seed=5, latency_ms=80, error="cut"),
                    Reply("No.", seed=6),
                    Reply("Yes.", seed=7, finish_reason="stop", prompt_tokens=9, completion_tokens=2),
                    Reply("Whatever.", seed=8, first_token_ms=20, latency_ms=90),
                ),
                picked=3,
                strength=4,
                continued=2,
            ),
            Turn("Sure?"),
        )
    ),
    task_description="get a curt answer",
    member=17,
    key="AAAAAAAAAAAAAAAAAAAAAA",
    campaign="elsewhere",
    terms=3,
    arm=Arm("blue", "rlhf", "52B", "chef", "r3", 0.25, ("blue", "green")),
    state="skipped",
    started_at=NOON,
    ended_at=NOON + timedelta(minutes=3),
    details=(
        TurnDetail(
            shown=(1, 0, 2, 3),
            attempts=(1, 1, 2, 2),
            scores=(None, None, 0.5, -1.5),
            settings={"temperature": 0.7},
            said_at=NOON,
            picked_at=NOON,
        ),
        TurnDetail(said_at=NOON),
    ),
    report=SelfReport(4, 3, 0, needs_expertise=True, expertise="soups"),
    scores=Summary("light-1@abc", 0.5, 0.5, 0.5, 0.5, 1.25),
    tags=("Other", "Theft"),
    is_upworker=True,
    seed=99,
    reference="light-2b@def",
)
BARE = AttackRecord(
    dialogue=Dialogue((Turn("Hello", (Reply("Good day."),), continued=0),)),
    task_description="say hello",
    member=3,
    key="BBBBBBBBBBBBBBBBBBBBBB",
    arm=Arm(intervention="context distillation", size="13B"),
    report=SelfReport(success=0),
    scores=Summary(min=-0.5, intent=1.0),
)


@pytest.fixture
def empty(cast):
    return make_campaign(lead=cast.ada)


def brought_in(campaign, *records):
    *_, total = import_records(campaign=campaign, records=records, at=NOON)
    return total.added, total.known


def test_what_is_imported_is_exported_as_it_was(empty):
    assert brought_in(empty, FULL, BARE) == (2, 0)
    assert list(records_of(empty.pk)) == [FULL, replace(BARE, state="ended")]


@pytest.mark.parametrize("name", ["attacks.jsonl", "attacks.json.gz", "attacks.parquet"])
def test_import_then_export_then_import_is_the_identity(empty, cast, tmp_path, name):
    brought_in(empty, FULL, BARE)
    write(tmp_path / name, records_of(empty.pk), form=Form.NATIVE)
    Attack.objects.all().delete()
    again = make_campaign(lead=cast.ada, title="Again")
    assert brought_in(again, *read(tmp_path / name)) == (2, 0)
    assert list(records_of(again.pk)) == [FULL, BARE]


def test_the_released_form_comes_out_as_it_went_in(empty):
    released = b"".join(pieces([BARE, FULL], form=Form.RELEASED))
    brought_in(empty, BARE, FULL)
    assert b"".join(pieces(records_of(empty.pk), form=Form.RELEASED)) == released


@pytest.mark.parametrize("intervention", INTERVENTIONS)
def test_every_intervention_keeps_its_name_out_and_in_again(empty, tmp_path, intervention):
    """The four of the paper are released as there; the others under names of our own."""
    brought_in(empty, replace(BARE, arm=Arm(intervention=intervention, size="13B")))
    write(tmp_path / "released.json", records_of(empty.pk), form=Form.RELEASED)
    [record] = read(tmp_path / "released.json")
    assert record.arm == Arm(intervention=intervention, size="13B")
    assert brought_in(empty, record) == (1, 0)


def test_importing_the_same_again_adds_nothing(empty):
    nameless = [replace(BARE, key=""), replace(BARE, key="", task_description="say good day")]
    assert brought_in(empty, *nameless) == (2, 0)
    assert brought_in(empty, *nameless) == (0, 2)


def test_many_records_come_in_batches(empty):
    records = (replace(BARE, key=f"{number:022}") for number in range(1_201))
    steps = [total.added for total in import_records(campaign=empty, records=records, at=NOON)]
    assert steps == [500, 1000, 1201]


def test_nobody_is_assigned_to_the_arms_of_imported_attacks(empty):
    brought_in(empty, FULL, BARE)
    terms = Terms.objects.get(imported=True)
    assert terms.frozen_at is not None
    assert terms.arms.count() == 2
    assert not terms.arms.filter(target__retired=False).exists()


def test_an_attack_of_the_site_comes_back_whole_from_another_campaign(campaign, cast, empty):
    attack = make_attack(campaign=campaign, person=cast.bo, exchanges=[Exchange(), Exchange(picked=None)])
    (made,) = records_of(campaign.pk)
    assert made.key == attack.key
    assert (made.campaign, made.terms, made.arm.probability) == (campaign.slug, 1, 0.5)
    assert [len(turn.candidates) for turn in made.dialogue.turns] == [2, 2]
    brought_in(empty, replace(made, key="CCCCCCCCCCCCCCCCCCCCCC"))
    assert list(records_of(empty.pk)) == [replace(made, key="CCCCCCCCCCCCCCCCCCCCCC")]


def test_what_replies_took_and_how_they_were_made_comes_back_with_them(campaign, cast, empty, tmp_path):
    account = Account(requests=2, samples=16, prompt_tokens=70, seconds=1.25).document()
    made = {"rank_score": -0.5, "rank": 1, "earlier": [{"draft": "Eat it.", "critique": "Curt."}]}
    make_attack(campaign=campaign, person=cast.bo, exchanges=[Exchange(), Exchange()])
    TurnRow.objects.filter(number=1).update(account=account)
    Candidate.objects.filter(turn__number=2, position=0).update(made=made)
    (told,) = records_of(campaign.pk)
    assert [detail.account for detail in told.details] == [account, {}]
    assert [one.made for turn in told.dialogue.turns for one in turn.candidates] == [{}, {}, made, {}]
    elsewhere = replace(told, key="CCCCCCCCCCCCCCCCCCCCCC")
    write(tmp_path / "told.jsonl", [elsewhere], form=Form.NATIVE)
    brought_in(empty, *read(tmp_path / "told.jsonl"))
    assert list(records_of(empty.pk)) == [elsewhere]


def test_open_attacks_are_not_exported(campaign, cast):
    make_attack(campaign=campaign, person=cast.bo, over=False)
    assert list(records_of(campaign.pk)) == []


def test_a_nul_that_no_database_keeps_is_replaced(empty):
    asked = Dialogue((Turn("a\0b", (Reply("c\0d"),), continued=0),))
    said = TurnDetail(settings={"stop": "\0", "path": r"c:\u0000"})
    brought_in(empty, replace(BARE, dialogue=asked, details=(said,)))
    candidate = Candidate.objects.get()
    assert candidate.text == "c\N{REPLACEMENT CHARACTER}d"
    assert candidate.settings == {"stop": "\N{REPLACEMENT CHARACTER}", "path": r"c:\u0000"}


def test_rows_name_every_column_of_their_tables(empty):
    rows = Rows(empty, ImportedArms(empty, NOON), [FULL])
    rows.add(FULL.key, FULL)
    assert set(rows.attacks[0]) == set(columns_of(Attack))
    assert set(rows.turns[0]) == set(columns_of(TurnRow))
    assert set(rows.candidates[0]) == set(columns_of(Candidate))
    assert set(rows.scores[0]) == set(columns_of(Score, numbered=False))


def test_a_row_without_one_of_the_columns_is_refused(empty):
    with pytest.raises(KeyError, match="key"):
        insert(Attack, [{"id": 1}])


def test_a_batch_that_fails_leaves_nothing_and_those_before_it_whole(empty):
    records = [replace(BARE, key=f"{number:022}") for number in range(502)]
    records[501] = replace(records[501], report=SelfReport(success=9))
    with pytest.raises(IntegrityError):
        brought_in(empty, *records)
    assert Attack.objects.count() == TurnRow.objects.count() == Candidate.objects.count() == 500


def test_ids_are_nobody_elses(empty, campaign, cast):
    brought_in(empty, FULL)
    gone = Attack.objects.get().pk
    Attack.objects.all().delete()
    brought_in(empty, BARE)
    attack = make_attack(campaign=campaign, person=cast.bo)
    assert gone < Attack.objects.get(campaign=empty).pk < attack.pk


def test_details_of_the_first_turns_only_come_back_as_they_were(empty):
    some = replace(FULL, details=FULL.details[:1])
    brought_in(empty, some)
    assert list(records_of(empty.pk)) == [some]


def test_candidates_that_were_not_shown_come_after_those_that_were(empty):
    asked = Dialogue((Turn("Rice?", (Reply("Yes."), Reply("No."), Reply("So."))),))
    brought_in(empty, replace(BARE, dialogue=asked, details=(TurnDetail(shown=(2, 0)),)))
    (back,) = records_of(empty.pk)
    assert back.details[0].shown == (2, 0, 1)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"state": "open"}, "state"),
        ({"member": -1}, "member"),
        ({"seed": 2**63}, "seed"),
        ({"key": "k" * 23}, "key"),
        ({"arm": Arm(intervention="hope")}, "intervention"),
        ({"arm": Arm(model="m" * 81)}, "names"),
        ({"arm": Arm(size="52 thousand millions of")}, "size"),
        ({"arm": Arm(name="a\0b")}, "NUL"),
        ({"report": SelfReport(expertise="soup " * 41)}, "expertise"),
        ({"dialogue": Dialogue((Turn("a", (Reply("b", latency_ms=2**31),)),))}, "milliseconds"),
        ({"dialogue": Dialogue((Turn("a", (Reply("b", seed=2**63),)),))}, "seed"),
        ({"dialogue": Dialogue((Turn("a", (Reply("b", error="x" * 301),)),))}, "error"),
    ],
)
def test_r36_what_rows_cannot_hold_is_said(change, said):
    with pytest.raises(NotValid, match=said):
        ensure_fits(replace(BARE, **change))
