"""`gadfly chat`: the turn loop in the terminal, with the scripted model."""

import asyncio
import io
import re
from collections.abc import Sequence
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from random import Random

import pytest

from gadfly.cli.conversation import Conversation, Plan
from gadfly.cli.journal import Journal
from gadfly.cli.screen import Screen
from gadfly.science.datasets import Arm, AttackRecord, SelfReport, read
from gadfly.science.dialogue import Message, State
from gadfly.science.targets.scripted import FAULTS, Fault, Scripted
from gadfly.science.turnloop import Rule

NOON = datetime(2026, 1, 2, 12, tzinfo=UTC)
REPLIES = ("Ten minutes.", "Twelve, or so.")


class Typist:
    """Types line after line, then ends the input."""

    def __init__(self, lines: Sequence[str]) -> None:
        self.lines = list(lines)
        self.prompts: list[str] = []

    def __call__(self, prompt: str) -> str:
        self.prompts.append(prompt)
        if not self.lines:
            raise EOFError
        line = self.lines.pop(0)
        if line == "^C":
            raise KeyboardInterrupt
        return line


class Talk:
    """One run of a conversation and what came of it."""

    def __init__(
        self,
        path: Path,
        *,
        width: int = 80,
        n: int = 2,
        rule: Rule = Rule.MORE_HARMFUL,
        target: Scripted | None = None,
    ) -> None:
        self.out = io.StringIO()
        self.path = path
        self.width = width
        self.plan = Plan(
            target=target or Scripted(replies=REPLIES, faults=FAULTS),
            arm=Arm(name="kitchen", model="kitchen"),
            settings={},
            n=n,
            rule=rule,
            streams=False,
        )

    def type(self, *lines: str, intent: str | None = "eggs") -> list[AttackRecord]:
        """Type `lines`; return what the file holds afterwards."""
        typist = Typist(lines)
        screen = Screen(out=self.out, reads=typist, size=lambda: (self.width, 24))
        with asyncio.Runner() as runner:
            conversation = Conversation(
                plan=self.plan,
                screen=screen,
                journal=Journal(self.path),
                rng=Random(3),
                now=lambda: NOON,
                run=runner.run,
            )
            with suppress(EOFError, KeyboardInterrupt):
                conversation.go(intent)
        self.prompts = typist.prompts
        return list(read(self.path))

    @property
    def shown(self) -> str:
        return self.out.getvalue()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "attacks.jsonl"


def test_an_attack_from_intent_to_ratings_becomes_a_record(path: Path):
    talk = Talk(path)
    (record,) = talk.type("How long?", "a3", "And hard?", "b1", "/end", "4", "3", "", "y", "eggs", "/quit")
    first, second = record.dialogue.turns
    order = record.details[0].shown
    assert (first.human, first.picked, first.strength, first.continued) == (
        "How long?",
        order[0],
        3,
        order[0],
    )
    assert (second.human, second.picked) == ("And hard?", record.details[1].shown[1])
    assert sorted(one.text for one in first.candidates) == sorted(REPLIES)
    assert {one.state for turn in (first, second) for one in turn.candidates} == {State.COMPLETE}
    assert record.report == SelfReport(4, 3, None, needs_expertise=True, expertise="eggs")
    assert (record.state, record.task_description, record.started_at) == ("ended", "eggs", NOON)
    assert [(detail.said_at, detail.picked_at) for detail in record.details] == [(NOON, NOON)] * 2
    assert not path.with_suffix(".open.jsonl").exists()


def test_a_stands_where_the_record_says(path: Path):
    talk = Talk(path)
    (record,) = talk.type("How long?", "a3")
    texts = [record.dialogue.turns[0].candidates[at].text for at in record.details[0].shown]
    assert re.findall(r"^(?:A|B) ─+\n(.*)$", talk.shown, re.MULTILINE) == texts


def test_every_way_out_saves_what_there_is(path: Path):
    for lines in (["How long?", "/quit"], ["How long?"], ["How long?", "^C"], ["How long?", "a1", "/quit"]):
        path.unlink(missing_ok=True)
        (record,) = Talk(path).type(*lines)
        assert (record.state, record.dialogue.turns[0].human) == ("left", "How long?")


def test_leaving_during_the_ratings_keeps_those_that_were_given(path: Path):
    (record,) = Talk(path).type("How long?", "a2", "/end", "4", "1", "^C")
    assert (record.state, record.report) == ("ended", SelfReport(4, 1))


def test_whoever_says_nothing_leaves_no_record(path: Path):
    assert Talk(path).type("/end", "", "", "", "", "/quit") == []
    assert Talk(path).type("/quit", intent=None) == []


def test_one_attack_follows_the_other(path: Path):
    talk = Talk(path)
    records = talk.type("How long?", "a2", "/end", "", "", "", "n", "", "hens", "Why?", "b2", "/quit")
    assert [(record.task_description, record.state) for record in records] == [
        ("eggs", "ended"),
        ("hens", "left"),
    ]
    assert records[0].report == SelfReport(needs_expertise=False)
    assert records[0].key != records[1].key


def test_a_pick_can_be_taken_back_and_made_anew(path: Path):
    (record,) = Talk(path).type("How long?", "a3", "/undo", "b2", "/undo", "b4", "/quit")
    turn = record.dialogue.turns[0]
    assert (turn.picked, turn.strength) == (record.details[0].shown[1], 4)


def test_the_less_harmful_reply_may_go_on(path: Path):
    (record,) = Talk(path, rule=Rule.LESS_HARMFUL).type("How long?", "a3", "And hard?", "/quit")
    first = record.dialogue.turns[0]
    assert first.continued == 1 - (first.picked or 0)


def test_a_single_reply_needs_no_pick(path: Path):
    (record,) = Talk(path, n=1).type("How long?", "And hard?", "/quit")
    assert [(turn.picked, turn.continued) for turn in record.dialogue.turns] == [(None, 0), (None, 0)]


def test_a_broken_reply_is_kept_beside_the_one_asked_for_again(path: Path):
    class Recovering(Scripted):
        asked = 0

        def _fault(self, messages: Sequence[Message]) -> Fault:
            Recovering.asked += 1
            return Fault(break_after=3) if Recovering.asked == 1 else super()._fault(messages)

    talk = Talk(path, target=Recovering(replies=["Ten minutes and then cold water."]))
    (record,) = talk.type("How long?", "a3", "/again", "b2", "/quit")
    (turn,) = record.dialogue.turns
    assert [one.state for one in turn.candidates] == ["interrupted"] * 2 + ["complete"] * 2
    assert [one.text for one in turn.candidates[:2]] == ["Ten minutes and"] * 2
    assert turn.picked == turn.continued == record.details[0].shown[3]
    assert record.details[0].attempts == (1, 1, 2, 2)
    assert record.details[0].account["requests"] == 2
    assert "A (cut) ─" in talk.shown
    assert "The scripted model was told to break off; try again." in talk.shown
    assert "That reply did not arrive whole; pick another, or ask again." in talk.shown


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("/dance", "/undo   take back the last pick"),
        ("/help", "A message that begins with a slash: write two."),
        ("/undo", "There is no pick to take back."),
    ],
)
def test_a_command_that_cannot_be_is_answered(path: Path, typed: str, says: str):
    talk = Talk(path)
    assert talk.type(typed, "/quit") == []
    assert says in talk.shown


def test_a_pick_that_is_none_is_asked_for_again(path: Path):
    talk = Talk(path)
    (record,) = talk.type("How long?", "c1", "a5", "both", "/again", "A 3", "/quit")
    assert record.dialogue.turns[0].strength == 3
    assert talk.shown.count("Then pick the more harmful reply") == 3
    assert "Pick one of 2 replies, with 1 to 4 for how sure." in talk.shown


def test_a_rating_that_is_none_is_asked_for_again(path: Path):
    talk = Talk(path)
    (record,) = talk.type("How long?", "a2", "/end", "9", "very", "2", "", "", "perhaps", "n", "/quit")
    assert record.report == SelfReport(success=2, needs_expertise=False)
    assert "Type one of 0, 1, 2, 3, 4, or only Enter." in talk.shown
    assert "Type one of y, yes, n, no, or only Enter." in talk.shown


def test_messages_may_have_lines_and_begin_with_a_slash(path: Path):
    (record,) = Talk(path).type("one \\", "two\0", "a1", "//end is a word", "a1", "half \ud83d", "/quit")
    assert [turn.human for turn in record.dialogue.turns] == ["one \ntwo", "/end is a word", "half ?"]


def test_r32_a_model_cannot_command_the_terminal(path: Path):
    talk = Talk(path, target=Scripted(replies=["\x1b[2J\x1b]0;owned\x07 \u202eback\rover"]))
    (record,) = talk.type("How long?", "/quit")
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202e]", talk.shown)
    assert "U+001B" in talk.shown
    assert record.dialogue.turns[0].candidates[0].text.startswith("\x1b[2J")


@pytest.mark.parametrize(("width", "columns"), [(40, 1), (80, 1), (99, 1), (100, 2), (200, 2)])
def test_candidates_stand_side_by_side_where_there_is_room(path: Path, width: int, columns: int):
    talk = Talk(path, width=width, target=Scripted())
    talk.type("How long?", "a1", "/help", "/quit")
    assert len(re.findall("^A ─+ +B ─+$", talk.shown, re.MULTILINE)) == columns - 1
    assert max(map(len, talk.shown.splitlines())) < width


class Tty(io.StringIO):
    """A terminal that remembers all that was written to it."""

    def isatty(self) -> bool:
        return True


def test_what_grows_is_drawn_over_and_not_more_often_than_one_can_see():
    out, now = Tty(), [10.0]
    screen = Screen(out=out, size=lambda: (80, 6), clock=lambda: now[0])
    for seconds, text in ((1.0, "one"), (0.01, "one two"), (1.0, "\n".join("abcdefgh"))):
        now[0] += seconds
        screen.draw([text])
    screen.wipe()
    heading = "A " + "─" * 77
    assert out.getvalue().split("\x1b") == [
        f"{heading}\none\n\n",
        "[3A\r",
        "[Jf\ng\nh\n\n",  # only the end: the rest is above the terminal's edge
        "[4A\r",
        "[J",
    ]


def test_an_interrupt_in_mid_reply_keeps_what_had_arrived(path: Path):
    class Interrupted(Scripted):
        async def stream(self, messages, *, n, seed):
            async for batch in super().stream(messages, n=n, seed=seed):
                yield batch
                raise KeyboardInterrupt

    talk = Talk(path, target=Interrupted(replies=["Ten minutes."]))
    (record,) = talk.type("How long?")
    assert [(one.text, one.state) for one in record.dialogue.turns[0].candidates] == [
        ("Ten", "interrupted")
    ] * 2
