"""What managers send: the network's words, a round, a contract, a decision."""

from typing import Any

from django import forms

from gadfly.network.domains import domains
from gadfly.network.forms.fields import choice, line, lines_of, number, text
from gadfly.network.models import Kind


class CharterForm(forms.Form):
    """The network's own words."""

    words = text("What this network is", longest=20_000, rows=6, helps="Markdown.")
    sought = forms.MultipleChoiceField(
        label="Domains sought most",
        required=False,
        choices=[(one.slug, one.name) for one in domains().listed],
        widget=forms.CheckboxSelectMultiple,
    )
    criteria = text("What counts", longest=20_000, rows=4)
    protections = text("Protections", longest=20_000, rows=4)
    pay = text("Pay", longest=20_000, rows=4)
    questions = text("Questions and answers", longest=20_000, rows=6)


class RoundForm(forms.Form):
    """A round of applications."""

    name = line("Name")
    opens_at = forms.DateTimeField(
        label="Opens, UTC",
        widget=forms.DateTimeInput(
            attrs={"class": "input", "type": "datetime-local"}, format="%Y-%m-%dT%H:%M"
        ),
        error_messages={"required": "Give a date and a time.", "invalid": "Give a date and a time."},
    )
    closes_at = forms.DateTimeField(
        label="Closes, UTC",
        required=False,
        help_text="Empty: rolling, until you close it.",
        widget=forms.DateTimeInput(
            attrs={"class": "input", "type": "datetime-local"}, format="%Y-%m-%dT%H:%M"
        ),
        error_messages={"invalid": "Give a date and a time, or nothing."},
    )
    scorers = text("Scorers", required=True, helps="Addresses of members or leads, one a line.")
    readers = number("Scorers for each application", least=1, most=5, value=2)
    rubric = text("Rubric", helps="A weight from 1 to 9 and a criterion on each line. Empty: the usual one.")
    sample_task = text("Paid sample task", helps="Empty: there is none.")
    conflict_years = number("Years that a shared workplace counts", least=0, most=20, value=3)
    reapply_months = number("Months until one may apply again", least=0, most=60, value=6)

    def clean_scorers(self) -> list[str]:
        """Return the addresses."""
        return lines_of(self.cleaned_data["scorers"])

    def clean_rubric(self) -> list[tuple[str, int]]:
        """Return pairs of criterion and weight."""
        pairs = []
        for told in lines_of(self.cleaned_data["rubric"]):
            weight, _, words = told.partition(" ")
            if not (weight.isdecimal() and 1 <= int(weight) <= 9 and words.strip()):  # noqa: PLR2004 -- the label says so
                raise forms.ValidationError("Begin each line with a weight from 1 to 9, then the criterion.")
            pairs.append((words.strip(), int(weight)))
        return pairs

    def clean(self) -> dict[str, Any]:
        """Ask for dates in their order."""
        told = self.cleaned_data
        if told.get("opens_at") and told.get("closes_at") and told["closes_at"] <= told["opens_at"]:
            self.add_error("closes_at", "It closes before it opens. Give a later date.")
        return told


class ContractForm(forms.Form):
    """A text to put in force."""

    kind = choice("Kind", Kind.choices)
    title = line("Title", helps="Of the contract: the same title makes a new version of it.")
    text = text(
        "Text",
        required=True,
        longest=200_000,
        rows=10,
        helps="Markdown. It cannot be altered later, only replaced.",
    )
    months = number(
        "Months a signature lasts", least=1, most=120, required=False, helps="Empty: until the text changes."
    )


class DecisionForm(forms.Form):
    """What comes next, and why."""

    to = forms.CharField(max_length=10)
    reason = line("Reason", longest=300, helps="Kept with your name.")
    feedback = text(
        "Feedback to the applicant", helps="Needed for a rejection; the letter carries it.", rows=3
    )
