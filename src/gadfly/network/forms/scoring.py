"""What a scorer sends: points for each criterion, or that they abstain or step back."""

from typing import Any

from django import forms

from gadfly.network.actions.readings import MOST_POINTS
from gadfly.network.forms.fields import text


class ScoreForm(forms.Form):
    """Points for each criterion of a rubric."""

    def __init__(self, data: Any = None, *, rubric: list[list[Any]]) -> None:  # noqa: ANN401 -- Django's own signature
        super().__init__(data)
        self.criteria = [f"points_{number}" for number in range(len(rubric))]
        for name, (words, weight) in zip(self.criteria, rubric, strict=True):
            self.fields[name] = forms.TypedChoiceField(
                label=f"{words} (weight {weight})",
                coerce=int,
                choices=[(points, str(points)) for points in range(MOST_POINTS + 1)],
                widget=forms.RadioSelect,
                error_messages={
                    "required": f"Give 0 to {MOST_POINTS} points.",
                    "invalid_choice": f"Give 0 to {MOST_POINTS} points.",
                },
            )
        self.fields["note"] = text(
            "What decided it", helps="For the managers, who see it with your points.", rows=3
        )

    def scores(self) -> list[int]:
        """Return the points of a valid form, in the rubric's order."""
        return [int(self.cleaned_data[name]) for name in self.criteria]
