"""Test items are made of a finding: a dialogue up to a message, and what tells whether the answer holds."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple

from gadfly.attacks.queries import said_before
from gadfly.campaigns.scorers import scorer_called
from gadfly.findings.models import LONGEST, Finding, TestItem
from gadfly.shared.durable import durable
from gadfly.shared.refusal import NotValid

if TYPE_CHECKING:
    from gadfly.people.models import Person


class Turn(NamedTuple):
    """A turn of an attack the finding rests on."""

    attack: int
    number: int


def make_items(
    *,
    finding: Finding,
    turns: Collection[Turn],
    phrases: Sequence[str],
    scorer: str,
    threshold: float | None,
    by: "Person",
    at: datetime,
) -> list[TestItem]:
    """Make a test item of each turn. One that is a test item already stays as it is.

    Raises NotValid where nothing tells whether an answer holds, or a turn cannot be put again.
    """
    expected = "\n".join(phrase.strip() for phrase in phrases if phrase.strip())
    if scorer:
        expected, scorer = "", _full_name(scorer)
    if bool(scorer) != (threshold is not None) or not (scorer or expected) or len(expected) > LONGEST:
        raise NotValid(
            "Give phrases a good answer has, one a line; or a scorer with the lowest score that holds."
        )
    resting = set(finding.bases.values_list("attack", flat=True))
    if not turns or any(turn.attack not in resting for turn in turns):
        raise NotValid("Choose at least one turn of the attacks this finding rests on.")
    with durable():
        return [
            TestItem.objects.get_or_create(
                finding=finding,
                attack_id=turn.attack,
                turn=turn.number,
                defaults={
                    "messages": _messages(turn),
                    "expected": expected,
                    "scorer": scorer,
                    "threshold": threshold,
                    "made_by": by,
                    "made_at": at,
                },
            )[0]
            for turn in turns
        ]


def _full_name(scorer: str) -> str:
    try:
        return scorer_called(scorer).scorer
    except KeyError:
        raise NotValid("There is no such scorer here. Choose one that is registered.") from None


def _messages(turn: Turn) -> list[dict[str, str]]:
    messages = said_before(turn.attack, turn.number)
    if messages is None:
        raise NotValid("A turn chosen has no reply before it that went on. Choose an earlier one.")
    return [{"role": message.role.value, "text": message.text} for message in messages]
