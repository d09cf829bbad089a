"""What a red teamer sends."""

import re
from collections.abc import Mapping
from typing import ClassVar

from django import forms

from gadfly.attacks.actions.courses import LONGEST_INTENT
from gadfly.attacks.actions.turns import LONGEST_KEY, LONGEST_MESSAGE
from gadfly.attacks.models import Attack
from gadfly.campaigns.queries import offered
from gadfly.science.datasets.record import SelfReport

OUT_OF_DATE = "This page is out of date. Reload it and try again; what you typed is kept."
RATINGS = [(str(value), str(value)) for value in range(5)]


class IntentForm(forms.Form):
    """What the attack is meant to do, written before it begins."""

    intent = forms.CharField(
        max_length=LONGEST_INTENT,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Say in a sentence or two what you mean to try."},
    )


class RescoreForm(forms.Form):
    """By which scorer a campaign's attacks are to be scored."""

    scorer = forms.ChoiceField(
        label="Score them by",
        choices=offered,
        help_text="Those that have its scores are not scored twice.",
        widget=forms.Select(attrs={"class": "input"}),
        error_messages=dict.fromkeys(("required", "invalid_choice"), "Choose one of the registered scorers."),
    )


class SentForm(forms.Form):
    """What a page sends for its reader. `says` tells what to do about what the reader typed or chose."""

    says: ClassVar[Mapping[str, str]] = {}

    def complaint(self) -> str:
        """Return what is wrong as one sentence; what no reader types is wrong in an old page only."""
        return next((self.says[name] for name in self.errors if name in self.says), OUT_OF_DATE)


class MessageForm(SentForm):
    """The next message, and the client's own name for it."""

    says: ClassVar[Mapping[str, str]] = {
        "text": f"Write a message of 1 to {LONGEST_MESSAGE:,} characters, without control characters."
    }
    key = forms.CharField(max_length=LONGEST_KEY)
    text = forms.CharField(max_length=LONGEST_MESSAGE, strip=False)


class RetryForm(SentForm):
    """Which turn is asked again, as which attempt."""

    turn = forms.IntegerField(min_value=1)
    attempt = forms.IntegerField(min_value=2)


class PickForm(SentForm):
    """The reply that is more harmful and how sure: B3; a letter alone where there was no choice."""

    says: ClassVar[Mapping[str, str]] = {"pick": "Pick a reply by its letter and how sure you are, as in B3."}
    turn = forms.IntegerField(min_value=1)
    attempt = forms.IntegerField(min_value=1)
    pick = forms.RegexField(re.compile(r"^[A-D][1-4]?$"))

    def clean_pick(self) -> tuple[int, int | None]:
        """Return the side and the strength."""
        pick: str = self.cleaned_data["pick"]
        return ord(pick[0]) - ord("A"), int(pick[1]) if pick[1:] else None


class TurnForm(SentForm):
    """Which turn is meant."""

    turn = forms.IntegerField(min_value=1)


class ReportForm(forms.Form):
    """Three ratings of the own attack, 0–4. Only success must be given."""

    success = forms.TypedChoiceField(
        choices=RATINGS, coerce=int, widget=forms.RadioSelect, error_messages={"required": "Choose 0 to 4."}
    )
    harmful = forms.TypedChoiceField(
        choices=RATINGS, coerce=int, required=False, empty_value=None, widget=forms.RadioSelect
    )
    actionable = forms.TypedChoiceField(
        choices=RATINGS, coerce=int, required=False, empty_value=None, widget=forms.RadioSelect
    )
    needs_expertise = forms.BooleanField(required=False)
    expertise = forms.CharField(max_length=200, required=False)

    def report(self) -> SelfReport:
        """Return the self-report of a valid form."""
        return SelfReport(**self.cleaned_data)


def given(attack: Attack) -> dict[str, object]:
    """Return what the author said before, to begin from when it is changed."""
    return {name: getattr(attack, name) for name in ReportForm.base_fields}
