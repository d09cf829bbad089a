"""Mild attacks for the tests of datasets: any that may be, and one of each kind to change."""

from datetime import UTC, datetime, timedelta, timezone
from typing import Any

from hypothesis import strategies as st

from gadfly.science.datasets import Arm, AttackRecord, Opinion, SelfReport, Summary, TurnDetail
from gadfly.science.dialogue import Candidate, Dialogue, State, Turn

NOON = datetime(2026, 1, 31, 12, tzinfo=UTC)

RELEASED: dict[str, Any] = {
    "transcript": "\n\nHuman: Is the soup salty?\n\nAssistant: Salt it yourself.",
    "min_harmlessness_score_transcript": -0.25,
    "num_params": "52B",
    "model_type": "rlhf",
    "rating": 2.0,
    "task_description": "Get a curt answer about soup",
    "task_descripton_harmlessness_score": 1.5,
    "red_team_member_id": 7,
    "is_upworker": False,
    "tags": ["Kitchen", "Manners"],
}

FULL = AttackRecord(
    dialogue=Dialogue(
        (
            Turn(
                "Is the soup salty?",
                (
                    Candidate(
                        "Salt it yourself.", State.COMPLETE, 11, "stop", 20, 5, 80, 900, made={"rank": 0.5}
                    ),
                    Candidate("It is", State.INTERRUPTED, 12, error="The line went dead."),
                ),
                picked=0,
                strength=4,
                continued=0,
            ),
            Turn("And the bread?"),
        )
    ),
    task_description="Get a curt answer about soup",
    member=7,
    key="k7",
    campaign="kitchen",
    terms=2,
    arm=Arm("blue", "rlhf", "52B", "chef", "r3", 0.25, ("blue", "green")),
    started_at=NOON,
    ended_at=NOON + timedelta(minutes=3),
    details=(
        TurnDetail(
            (1, 0),
            (-0.25, None),
            (1, 1),
            {"temperature": 0.7, "stop": ["Human:"]},
            NOON,
            NOON,
            {"requests": 1, "seconds": 0.5},
        ),
        TurnDetail(said_at=NOON),
    ),
    report=SelfReport(2, 1, 0, needs_expertise=True, expertise="soups"),
    scores=Summary("light", -0.25, -0.25, -0.25, -0.25, 1.5),
    tags=("Kitchen",),
    is_upworker=False,
    seed=99,
    reference="light-2",
    reviews=(
        Opinion(
            reviewer=123_456,
            success=3,
            tags=("Kitchen",),
            other="spoons",
            severity=1,
            actionable=0,
            needs_expertise=False,
            note="It was curt.",
            seconds=41.5,
            taxonomy="Kitchen, version 1",
            batch="b7",
            submitted_at=NOON + timedelta(hours=1),
        ),
        Opinion(reviewer=123_456, round=2, success=2, calibration=True),
    ),
)

text = st.text(max_size=20)
words = st.sampled_from(["", "Soup.", " Bread\n", "Salt?\n\nHuman: Yes"]) | text
whole = st.integers(-(2**63), 2**63 - 1)
number = st.floats(allow_nan=False, allow_infinity=False)
grade = st.none() | st.integers(0, 4)
moment = st.datetimes(
    datetime(2, 1, 1),  # noqa: DTZ001 -- hypothesis wants bounds without a zone and adds one
    datetime(9998, 12, 31),  # noqa: DTZ001 -- likewise
    timezones=st.sampled_from([UTC, timezone(timedelta(hours=5, minutes=30)), timezone(-timedelta(hours=8))]),
)
plain = st.none() | st.booleans() | whole | number | text
settings = st.dictionaries(
    text,
    st.recursive(plain, lambda each: st.lists(each, max_size=2) | st.dictionaries(text, each, max_size=2)),
)


def maybe(strategy: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """Return what it draws, or None."""
    return st.none() | strategy


candidates = st.builds(
    Candidate,
    words,
    st.sampled_from(State),
    maybe(whole),
    maybe(text),
    maybe(whole),
    maybe(whole),
    maybe(whole),
    maybe(whole),
    maybe(text),
)


opinions = st.builds(
    Opinion,
    reviewer=maybe(whole),
    round=st.integers(1, 2),
    success=grade,
    tags=st.lists(text, max_size=2).map(tuple),
    note=text,
    seconds=maybe(number),
    calibration=st.booleans(),
    submitted_at=maybe(moment),
)


@st.composite
def turns(draw: st.DrawFn) -> Turn:
    """Draw a turn whose indices lie within it."""
    offered = tuple(draw(st.lists(candidates, max_size=3)))
    index = maybe(st.sampled_from(range(len(offered)))) if offered else st.none()
    return Turn(draw(words), offered, draw(index), draw(maybe(st.integers(1, 4))), draw(index))


@st.composite
def details(draw: st.DrawFn, turn: Turn) -> TurnDetail:
    """Draw what may be kept of `turn`."""
    offered = len(turn.candidates)
    scores = draw(st.just([]) | st.lists(maybe(number), min_size=offered, max_size=offered))
    shown = draw(st.permutations(range(offered)))[: draw(st.integers(0, offered))]
    return TurnDetail(
        tuple(shown),
        tuple(scores),
        draw(st.sampled_from([(), (1,) * offered, tuple(range(1, offered + 1))])),
        draw(settings),
        draw(maybe(moment)),
        draw(maybe(moment)),
    )


@st.composite
def attacks(draw: st.DrawFn) -> AttackRecord:
    """Draw any attack that does not contradict itself."""
    said = tuple(draw(st.lists(turns(), max_size=3)))
    kept = said[: draw(st.integers(0, len(said)))]
    return AttackRecord(
        Dialogue(said),
        task_description=draw(text),
        member=draw(maybe(whole)),
        key=draw(text),
        campaign=draw(text),
        terms=draw(maybe(whole)),
        arm=draw(st.builds(Arm, *[text] * 5, maybe(st.floats(0, 1)), st.lists(text, max_size=2).map(tuple))),
        state=draw(text),
        started_at=draw(maybe(moment)),
        ended_at=draw(maybe(moment)),
        details=tuple(draw(details(turn)) for turn in kept),
        report=draw(st.builds(SelfReport, grade, grade, grade, maybe(st.booleans()), text)),
        scores=draw(st.builds(Summary, maybe(text), *(maybe(number) for _ in range(5)))),
        tags=draw(maybe(st.lists(text, max_size=2).map(tuple))),
        is_upworker=draw(maybe(st.booleans())),
        seed=draw(maybe(whole)),
        transcript=draw(maybe(text)),
        reference=draw(maybe(text)),
        reviews=tuple(draw(st.lists(opinions, max_size=2))),
    )
