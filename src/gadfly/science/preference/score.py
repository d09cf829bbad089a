"""Dialogues to scores: every candidate of every turn, and what an attack comes to.

Missing is not zero: a candidate that was cut or never came has no score, and an attack without
scores has no minimum.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import partial

from gadfly.science.datasets.record import AttackRecord, Summary, TurnDetail
from gadfly.science.dialogue import Dialogue, Message, Role, State, Turn
from gadfly.science.engine import HERE, Engine
from gadfly.science.preference import PreferenceModel, Reply, known

Scores = tuple[float | None, ...]

BATCH = 64
"""Attacks scored at once."""


def scored(
    model: PreferenceModel, attacks: Iterable[AttackRecord], engine: Engine = HERE
) -> Iterator[AttackRecord]:
    """Yield each attack with the model's scores: of every candidate, in summary, and of the intent.

    Scores by other models are replaced. Memory does not grow with the number of attacks.
    """
    return engine.each(partial(scored_batch, model), attacks, BATCH)


def scored_batch(model: PreferenceModel, attacks: Sequence[AttackRecord]) -> list[AttackRecord]:
    """Return what `scored` yields for these attacks, in one batch."""
    intents = iter(model.values([Reply((), one.task_description) for one in attacks if one.task_description]))
    scores = score_dialogues(model, [one.dialogue for one in attacks])
    return [
        _with_scores(attack, values, model.scorer, known(next(intents)) if attack.task_description else None)
        for attack, values in zip(attacks, scores, strict=True)
    ]


def _with_scores(
    attack: AttackRecord, scores: Sequence[Scores], scorer: str, intent: float | None
) -> AttackRecord:
    missing = [TurnDetail()] * (len(scores) - len(attack.details))
    details = zip([*attack.details, *missing], scores, strict=True)
    return replace(
        attack,
        details=tuple(replace(detail, scores=values) for detail, values in details),
        scores=summary(continued(attack.dialogue, scores), scorer=scorer, intent=intent),
    )


def score_dialogue(model: PreferenceModel, dialogue: Dialogue) -> tuple[Scores, ...]:
    """Return, for each turn, one score for each candidate; None where it is not complete."""
    return score_dialogues(model, [dialogue])[0]


def score_dialogues(model: PreferenceModel, dialogues: Sequence[Dialogue]) -> list[tuple[Scores, ...]]:
    """Return what `score_dialogue` gives for each of `dialogues`, in one batch."""
    replies: list[Reply] = []
    plans = [_plan(dialogue, replies) for dialogue in dialogues]
    values = model.values(replies)
    return [
        tuple(tuple(None if at is None else known(values[at]) for at in turn) for turn in plan)
        for plan in plans
    ]


def _plan(dialogue: Dialogue, replies: list[Reply]) -> list[list[int | None]]:
    """Add the dialogue's complete candidates to `replies`; return where each one went."""
    before: tuple[Message, ...] = ()
    plan: list[list[int | None]] = []
    for turn in dialogue.turns:
        before += (Message(Role.HUMAN, turn.human),)
        plan.append([])
        for candidate in turn.candidates:
            complete = candidate.state is State.COMPLETE
            plan[-1].append(len(replies) if complete else None)
            if complete:
                replies.append(Reply(before, candidate.text))
        if turn.reply is not None:
            before += (Message(Role.ASSISTANT, turn.reply.text),)
    return plan


def continued(dialogue: Dialogue, scores: Sequence[Scores]) -> Scores:
    """Return the score of the reply that continues each turn; None where none does or it has none."""
    return tuple(_of_reply(turn, values) for turn, values in zip(dialogue.turns, scores, strict=True))


def _of_reply(turn: Turn, values: Scores) -> float | None:
    return None if turn.continued is None else values[turn.continued]


def summary(scores: Scores, *, scorer: str | None = None, intent: float | None = None) -> Summary:
    """Return what an attack comes to: least, mean and most of its known scores, and the last.

    The last is that of the last turn, so None where that turn has no score.
    """
    there = [score for score in scores if score is not None]
    if not there:
        return Summary(scorer=scorer, intent=intent)
    return Summary(
        scorer=scorer,
        min=min(there),
        mean=sum(there) / len(there),
        max=max(there),
        last=scores[-1],
        intent=intent,
    )
