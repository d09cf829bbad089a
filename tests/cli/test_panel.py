"""A panel is drawn from those before the decision, and those drawn are offered a place, or nobody is."""

import json

import pytest

from gadfly.network.actions import decide, score
from gadfly.network.models import Application, Letter, Stage
from gadfly.people.actions import make_person
from tests.factories import NOON
from tests.network.factories import answers, make_application, make_manager, make_members, make_round

pytestmark = pytest.mark.django_db
QUOTAS = "feature,value,min,max\ndomain,Law,1,1\n"


@pytest.fixture
def manager():
    return make_manager()


@pytest.fixture
def waiting(manager):
    """Four before the decision: two lawyers, two chemists."""
    round_ = make_round(scorers=make_members(1), readers=1)
    rows = []
    for slug in ("law", "law", "chemistry", "chemistry"):
        told = answers(domains={"list": "1", "levels": {slug: 3}, "evidence": {}, "other": ""})
        row = make_application(round_=round_, told=told)
        score(reading=row.readings.get(), scores=[3, 3, 3, 3], note="", at=NOON)
        rows.append(decide(application=row, to="decision", actor=manager, reason="sound", at=NOON))
    return rows


@pytest.fixture
def drawn(gadfly, tmp_path, waiting):
    """What the lottery printed, in a file."""
    pool, quotas, path = (tmp_path / name for name in ("pool.csv", "quotas.csv", "drawn.json"))
    pool.write_text(gadfly("applicants", "pool").out)
    quotas.write_text(QUOTAS)
    words = ("cohort", pool, "--quotas", quotas, "-k", "2", "--seed", "s", "--json")
    path.write_text(gadfly(*words).out)
    return path


def offered():
    return list(Application.objects.filter(stage=Stage.OFFERED))


def test_the_pool_names_nobody_and_leaves_out_who_has_an_account(gadfly, waiting):
    make_person(email=waiting[0].email, name="Known", at=NOON)
    said = gadfly("applicants", "pool").out
    assert said.splitlines()[0] == '"id","domain","language","region"'
    assert [row.key in said for row in waiting] == [False, True, True, True]
    assert '"Law","English;Twi","africa"' in said
    assert "Nia" not in said


def test_those_drawn_are_offered_a_place_once_with_the_lottery_as_the_reason(gadfly, drawn, manager):
    told = json.loads(drawn.read_text())
    for _ in range(2):
        said = gadfly("applicants", "offer", drawn, "--by", manager.email)
        assert (said.code, said.out) == (0, "2 were offered a place; the letters wait.\n")
    assert {row.key for row in offered()} == {key.removeprefix("'") for key in told["chosen"]}
    step = offered()[0].transitions.get(after=Stage.OFFERED)
    assert step.reason == f"drawn by lottery {told['fingerprint'][:16]}, probability 0.5000"
    assert (step.actor, Letter.objects.filter(template="offered").count()) == (manager, 2)


def test_where_one_does_not_wait_nobody_is_offered_a_place(gadfly, drawn, manager):
    gone = json.loads(drawn.read_text())["chosen"][0].removeprefix("'")
    Application.objects.filter(key=gone).update(stage=Stage.REJECTED)
    said = gadfly("applicants", "offer", drawn, "--by", manager.email)
    assert (said.code, offered()) == (1, [])
    assert "1 of 2 do not wait for the decision" in said.err


def test_only_a_manager_decides_and_only_on_what_was_drawn(gadfly, drawn, manager, tmp_path):
    said = gadfly("applicants", "offer", drawn, "--by", "nobody@example.org")
    assert (said.code, said.err) == (1, "gadfly: nobody@example.org is not the address of a manager here.\n")
    member = make_members(1)[0]
    assert gadfly("applicants", "offer", drawn, "--by", member.email).code == 1
    other = tmp_path / "other.json"
    other.write_text("{}")
    said = gadfly("applicants", "offer", other, "--by", manager.email)
    assert (said.code, offered()) == (1, [])
    assert "is not what gadfly cohort --json prints" in said.err
