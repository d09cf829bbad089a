"""Scoring attacks: read, score, record."""

from collections.abc import Iterable, Mapping, Sequence

from gadfly.attacks.actions.scores import Values, record_scores
from gadfly.attacks.dialogues import Rows, dialogue_of
from gadfly.attacks.models import Attack, Score
from gadfly.science.dialogue import Dialogue, State
from gadfly.science.preference import PreferenceModel, Reply
from gadfly.science.preference.score import Scores, continued, score_dialogues, summary


def score_now(*, attack: int, model: PreferenceModel) -> Attack:
    """Score every whole candidate of an attack, and its stated intent, by the reference scorer.

    Safe to repeat.
    """
    found = Attack.objects.prefetch_related("turns__candidates").get(pk=attack)
    [(_, values, total)] = scored([found], model)
    return record_scores(attack=found, values=values, summary=total)


def scored(attacks: Sequence[Attack], model: PreferenceModel) -> list[Values]:
    """Return what the model gives the attacks, in one batch; what it gave before is not asked again.

    Uses what was prefetched: turns with their candidates.
    """
    told = [dialogue_of(attack) for attack in attacks]
    known = _known((row.pk for _, rows in told for turn in rows for row in turn), model.scorer)
    fresh = [at for at, (_, rows) in enumerate(told) if _lacks(rows, known)]
    given = dict(zip(fresh, score_dialogues(model, [told[at][0] for at in fresh]), strict=True))
    intents = model.values([Reply((), attack.intent) for attack in attacks])
    return [
        _values(attack, told[at], given.get(at) or _before(told[at][1], known), model.scorer, intents[at])
        for at, attack in enumerate(attacks)
    ]


def _known(candidates: Iterable[int], scorer: str) -> dict[int, float]:
    rows = Score.objects.filter(candidate__in=list(candidates), scorer=scorer)
    return dict(rows.values_list("candidate_id", "value"))


def _lacks(rows: Rows, known: Mapping[int, float]) -> bool:
    return any(row.state == State.COMPLETE and row.pk not in known for turn in rows for row in turn)


def _before(rows: Rows, known: Mapping[int, float]) -> list[Scores]:
    return [tuple(known.get(row.pk) for row in turn) for turn in rows]


def _values(
    attack: Attack, told: tuple[Dialogue, Rows], scores: Sequence[Scores], scorer: str, intent: float
) -> Values:
    dialogue, rows = told
    values = {
        row.pk: value
        for of_turn, known in zip(rows, scores, strict=True)
        for row, value in zip(of_turn, known, strict=True)
        if value is not None
    }
    return Values(attack, values, summary(continued(dialogue, scores), scorer=scorer, intent=intent))
