"""Scoring one attack: read, score, record."""

from gadfly.attacks.actions.scores import record_scores
from gadfly.attacks.dialogues import dialogue_of
from gadfly.attacks.models import Attack
from gadfly.science.preference import PreferenceModel
from gadfly.science.preference.score import continued, score_dialogue, summary


def score_now(*, attack: int, model: PreferenceModel) -> Attack:
    """Score every whole candidate of an attack, and its stated intent. Safe to repeat."""
    found = Attack.objects.prefetch_related("turns__candidates").get(pk=attack)
    dialogue, rows = dialogue_of(found)
    scores = score_dialogue(model, dialogue)
    values = {
        row.pk: value
        for of_turn, known in zip(rows, scores, strict=True)
        for row, value in zip(of_turn, known, strict=True)
        if value is not None
    }
    total = summary(continued(dialogue, scores), scorer=model.scorer, intent=model.score_text(found.intent))
    return record_scores(attack=found, values=values, summary=total)
