"""Scoring attacks: read, score, record."""

from collections.abc import Mapping, Sequence

from gadfly.attacks.actions.scores import Values, record_scores
from gadfly.attacks.bulk import SaidRow, said_of, turns_of
from gadfly.attacks.dialogues import turn_of
from gadfly.attacks.models import Attack, Score
from gadfly.science.dialogue import Dialogue, State
from gadfly.science.preference import PreferenceModel, Reply, known
from gadfly.science.preference.score import Scores, continued, score_dialogues, summary

Rows = Sequence[Sequence[SaidRow]]
"""For each turn, its candidates in the order they have in the dialogue."""


def score_now(*, attack: int, model: PreferenceModel) -> Attack:
    """Score every whole candidate of an attack, and its stated intent, by the reference scorer.

    Safe to repeat.
    """
    found = Attack.objects.get(pk=attack)
    [(_, values, total)] = scored([found], model)
    return record_scores(attack=found, values=values, summary=total)


def scored(attacks: Sequence[Attack], model: PreferenceModel) -> list[Values]:
    """Return what the model gives the attacks, in one batch; what it gave before is not asked again."""
    if not attacks:
        return []
    ids = [attack.pk for attack in attacks]
    turns, candidates = turns_of(ids), said_of(ids)
    rows = [[candidates.get(turn.id, []) for turn in turns.get(attack, ())] for attack in ids]
    told = [
        Dialogue(tuple(map(turn_of, turns.get(attack, ()), own)))
        for attack, own in zip(ids, rows, strict=True)
    ]
    kept = _kept(ids, model.scorer)
    fresh = [at for at, own in enumerate(rows) if _lacks(own, kept)]
    given = dict(zip(fresh, score_dialogues(model, [told[at] for at in fresh]), strict=True))
    intents = map(known, model.values([Reply((), attack.intent) for attack in attacks]))
    scores = [given.get(at) or _before(own, kept) for at, own in enumerate(rows)]
    return [
        Values(
            attack, _by_row(own, values), summary(continued(said, values), scorer=model.scorer, intent=intent)
        )
        for attack, own, said, values, intent in zip(attacks, rows, told, scores, intents, strict=True)
    ]


def _kept(attacks: Sequence[int], scorer: str) -> dict[int, float]:
    rows = Score.objects.filter(candidate__turn__attack__in=attacks, scorer=scorer)
    return dict(rows.values_list("candidate_id", "value"))


def _lacks(rows: Rows, kept: Mapping[int, float]) -> bool:
    return any(row.state == State.COMPLETE and row.id not in kept for turn in rows for row in turn)


def _before(rows: Rows, kept: Mapping[int, float]) -> list[Scores]:
    return [tuple(kept.get(row.id) for row in turn) for turn in rows]


def _by_row(rows: Rows, scores: Sequence[Scores]) -> dict[int, float]:
    return {
        row.id: value
        for of_turn, values in zip(rows, scores, strict=True)
        for row, value in zip(of_turn, values, strict=True)
        if value is not None
    }
