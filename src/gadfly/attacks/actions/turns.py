"""A message is recorded and its candidates are opened, before anyone is asked to answer."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from random import Random
from typing import TYPE_CHECKING, NamedTuple

from gadfly.attacks.actions.spending import asked_by, hold
from gadfly.attacks.models import Attack, Candidate, Outcome, Turn
from gadfly.campaigns.queries import Asked, accepts_attacks, target_of
from gadfly.science.dialogue import Message, Role, State
from gadfly.science.spending import Spent
from gadfly.science.targets import Account
from gadfly.science.turnloop import sides
from gadfly.shared.durable import durable
from gadfly.shared.prepared import ANY, Prepared
from gadfly.shared.refusal import NotValid, Refusal
from gadfly.wellbeing.actions import expose

if TYPE_CHECKING:
    from gadfly.campaigns.models import Target, Terms

LONGEST_MESSAGE = 20_000
LONGEST_KEY = 40
MOST_ATTEMPTS = 6


@dataclass(frozen=True, slots=True)
class OpenedTurn:
    """What is needed to answer a turn: rows, sides and history, without another query.

    `candidates` and `sides` go by position, the order in which the server sends. `fresh` is
    False when the message had been sent before: then nothing is asked again. `before` is what
    earlier attempts took, `held` what budgets hold for this one, None where there are none.
    """

    turn: int
    number: int
    attempt: int
    seed: int
    candidates: tuple[int, ...]
    sides: tuple[int, ...]
    messages: tuple[Message, ...]
    target: "Target"
    terms: "Terms"
    fresh: bool
    asked: Asked
    before: Account = field(default_factory=Account)
    held: Spent | None = None


class _Said(NamedTuple):
    """An earlier turn: its row, its client's key, what was said, and the reply that continued it."""

    pk: int
    key: str
    human: str
    reply: str | None
    at: datetime | None


def open_turn(
    *, attack: Attack, key: str, text: str, at: datetime, gate: Callable[[], object] = bool
) -> OpenedTurn:
    """Record the author's next message and open its candidates.

    The same `key` sent again finds the turn it made; `gate` is asked before a new one, and may refuse. What
    was before the author since the last message is recorded as an exposure. Raises Refusal while a
    reply waits for a pick or is being written (R4).
    """
    _check(text, key)
    with durable():
        earlier = _earlier(attack)
        for number, said in enumerate(earlier, start=1):
            if said.key == key:
                return _again(attack, said.pk, number)
        gate()
        _must_accept(attack, at)
        if earlier and earlier[-1].reply is None:
            raise Refusal("Pick a reply first: your message continues from it.")
        target, messages = target_of(attack.arm_id), _messages(earlier, text)
        held = hold(attack, target, messages, at)
        turn = Turn(attack=attack, number=len(earlier) + 1, key=key, human=text, said_at=at, touched_at=at)
        _reserve(turn, held)
        turn.save(force_insert=True)
        Attack.objects.filter(pk=attack.pk).update(turn_count=turn.number)
        if earlier:
            exposed(attack, earlier[-1].at, at)
        return _offer(attack, turn, messages, target, held)


_TURNS = Prepared(
    lambda attack: Turn.objects.filter(attack=attack).select_related("continued").order_by("number"),
    attack=ANY,
)


def _earlier(attack: Attack, before: int | None = None) -> list[_Said]:
    return [
        _Said(
            turn.pk,
            turn.key,
            turn.human,
            None if turn.continued is None else turn.continued.text,
            turn.said_at,
        )
        for turn in _TURNS(attack=attack.pk)[: None if before is None else before - 1]
    ]


def exposed(attack: Attack, since: datetime | None, at: datetime) -> None:
    """Record that the replies asked for at `since` were before the author until now."""
    if since is not None and attack.person_id is not None:
        expose(person=attack.person_id, campaign=attack.campaign_id, subject=attack.key, since=since, at=at)


def reopen_turn(*, attack: Attack, number: int, attempt: int, at: datetime) -> OpenedTurn:
    """Ask again for a turn whose replies broke. What had arrived stays with its attempt."""
    with durable():
        turn = attack.turns.filter(number=number).first()
        if turn is None or turn.continued_id is not None or not 1 < attempt <= turn.attempt + 1:
            raise Refusal("There is nothing to ask again here. Reload the page to see how the attack stands.")
        if attempt <= turn.attempt:
            return _again(attack, turn.pk, number)
        states = set(turn.candidates.filter(attempt=turn.attempt).values_list("state", flat=True))
        if State.INTERRUPTED not in states or State.OPEN in states or attempt > MOST_ATTEMPTS:
            raise Refusal("The replies cannot be asked for again now. Pick one, or stop and rate.")
        _must_accept(attack, at)
        target, messages = target_of(attack.arm_id), _messages(_earlier(attack, before=number), turn.human)
        held = hold(attack, target, messages, at, anew=False)
        turn.attempt, turn.touched_at = attempt, at
        _reserve(turn, held)
        turn.save(update_fields=["attempt", "touched_at", "reserved_tokens", "reserved_money"])
        return _offer(attack, turn, messages, target, held)


def _check(text: str, key: str) -> None:
    if not text.strip() or len(text) > LONGEST_MESSAGE or "\0" in text:
        raise NotValid(f"Write a message of 1 to {LONGEST_MESSAGE:,} characters.")
    if not key or len(key) > LONGEST_KEY:
        raise NotValid("The page is out of date. Reload it and send again; your text is kept.")


def _must_accept(attack: Attack, at: datetime) -> None:
    if attack.state != Outcome.OPEN:
        raise Refusal("This attack is over. Start another one from the brief.")
    if not accepts_attacks(attack.campaign, at):
        raise Refusal("The campaign has closed. What you wrote before is kept.")


def _messages(earlier: Sequence[_Said], text: str) -> tuple[Message, ...]:
    before = [
        message
        for said in earlier
        for message in (Message(Role.HUMAN, said.human), Message(Role.ASSISTANT, said.reply or ""))
    ]
    return (*before, Message(Role.HUMAN, text))


def _reserve(turn: Turn, held: Spent | None) -> None:
    turn.reserved_tokens, turn.reserved_money = held or Spent(0, 0)


def _offer(
    attack: Attack, turn: Turn, messages: tuple[Message, ...], target: "Target", held: Spent | None
) -> OpenedTurn:
    terms = attack.terms
    rng = Random(f"{attack.seed}:{turn.number}:{turn.attempt}")  # noqa: S311 -- repeatable on purpose
    seed = rng.getrandbits(31)
    order = sides(terms.candidates, rng)
    rows = Candidate.objects.bulk_create(
        Candidate(
            turn=turn,
            attempt=turn.attempt,
            position=position,
            side=side,
            seed=seed + position,
            settings=_settings(target, terms),
        )
        for position, side in enumerate(order)
    )
    return OpenedTurn(
        turn=turn.pk,
        number=turn.number,
        attempt=turn.attempt,
        seed=seed,
        candidates=tuple(row.pk for row in rows),
        sides=tuple(order),
        messages=messages,
        target=target,
        terms=terms,
        fresh=True,
        asked=asked_by(attack, target),
        before=Account.of(turn.account),
        held=held,
    )


def _settings(target: "Target", terms: "Terms") -> dict[str, object]:
    return {
        "target": target.name,
        "endpoint": target.endpoint.name,
        "model": target.endpoint.model,
        "revision": target.endpoint.revision,
        "intervention": target.intervention,
        "temperature": target.temperature,
        "top_p": target.top_p,
        "max_tokens": target.max_tokens,
        "recipe": target.recipe,
        "continue_with": terms.continue_with,
    }


def _again(attack: Attack, turn: int, number: int) -> OpenedTurn:
    rows = Candidate.objects.filter(turn=turn).order_by("-attempt", "position")
    newest = [row for row in rows if row.attempt == rows[0].attempt]
    target = target_of(attack.arm_id)
    return OpenedTurn(
        turn=turn,
        number=number,
        attempt=newest[0].attempt,
        seed=0,
        candidates=tuple(row.pk for row in newest),
        sides=tuple(row.side for row in newest),
        messages=(),
        target=target,
        terms=attack.terms,
        fresh=False,
        asked=asked_by(attack, target),
    )
