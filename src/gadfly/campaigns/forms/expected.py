"""What a lead expects of a study: people and attacks, and what is taken for granted."""

from typing import Any

from django import forms

from gadfly.campaigns.forms.fields import decimal, whole
from gadfly.science.power import Assumptions


class ExpectedForm(forms.Form):
    """How many people and attacks a lead expects, and what is taken for granted."""

    people = whole("People", least=1, most=100_000)
    attacks = whole("Attacks each", least=1, most=10_000)
    share = decimal("Share of successes", least=0.001, most=0.999, value=Assumptions().share)
    sd = decimal("Deviation of lowest scores", least=0.001, most=1000, value=Assumptions().sd)
    icc = decimal("Variance between people", least=0, most=1, value=Assumptions().icc)
    person_by_arm = decimal(
        "Variance of a person on one arm", least=0, most=1, value=Assumptions().person_by_arm
    )

    def clean(self) -> dict[str, Any]:
        """Refuse assumptions that cannot be together."""
        cleaned = super().clean() or self.cleaned_data
        if not self.errors:
            try:
                self.assumptions()
            except ValueError as error:
                self.add_error("icc", str(error))
        return cleaned

    def assumptions(self) -> Assumptions:
        """Return what is taken for granted; of a form that was not sent, what is usual."""
        names = ("share", "sd", "icc", "person_by_arm")
        return (
            Assumptions(**{name: self.cleaned_data[name] for name in names})
            if self.is_bound
            else Assumptions()
        )
