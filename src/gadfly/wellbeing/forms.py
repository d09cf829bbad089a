"""What people say of their limits and of how they feel; what managers and leads set."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from django import forms
from django.http import QueryDict

from gadfly.campaigns.forms.fields import line, page
from gadfly.people.queries import person_with
from gadfly.science.care.dose import DAY, WEEK, Caps
from gadfly.science.care.limits import Level
from gadfly.shared.keys import LENGTH, new_key
from gadfly.wellbeing.feelings import FEELINGS, LONGEST_TEXT
from gadfly.wellbeing.models import LONGEST_LINES, LONGEST_TOPIC

if TYPE_CHECKING:
    from django.forms import BoundField

    from gadfly.people.models import Person

LEVELS = [(Level.YES.value, "yes"), (Level.MILD.value, "mild only"), (Level.NEVER.value, "never")]
GRADES = [(str(grade), str(grade)) for grade in range(5)]


def _minutes(label: str, most: int) -> forms.IntegerField:
    sentence = f"Give a whole number of minutes from 0 to {most:,}, or leave it empty."
    return forms.IntegerField(
        label=label,
        required=False,
        min_value=0,
        max_value=most,
        widget=forms.NumberInput(attrs={"class": "input weight"}),
        error_messages=dict.fromkeys(("invalid", "min_value", "max_value"), sentence),
    )


class CapsForm(forms.Form):
    """Minutes a day and a week at most; empty: only those of the house hold."""

    day = _minutes("Minutes a day", DAY)
    week = _minutes("Minutes a week", WEEK)

    def caps(self) -> Caps:
        """Return what a valid form says."""
        return Caps(self.cleaned_data["day"], self.cleaned_data["week"])


class LimitsForm(CapsForm):
    """A choice for each topic, room for one more topic, and the own caps."""

    more = forms.CharField(
        label="Another topic",
        help_text="In the words of a tag or a brief. Capitals do not matter.",
        max_length=LONGEST_TOPIC,
        required=False,
        widget=line(maxlength=str(LONGEST_TOPIC)),
    )
    more_level = forms.ChoiceField(
        label="How much of it",
        choices=LEVELS,
        initial="never",
        required=False,
        widget=forms.Select(attrs={"class": "input"}),
    )

    def __init__(
        self, data: QueryDict | None = None, *, levels: Sequence[tuple[str, Level]], caps: Caps
    ) -> None:
        super().__init__(data, initial=caps._asdict())
        self._topics = [topic for topic, _ in levels]
        for place, (topic, level) in enumerate(levels):
            self.fields[f"topic_{place}"] = forms.ChoiceField(
                label=topic,
                choices=LEVELS,
                initial=level.value,
                required=False,
                widget=forms.Select(attrs={"class": "input"}),
                error_messages={"invalid_choice": "Choose yes, mild only or never."},
            )

    def topics(self) -> "list[BoundField]":
        """Return the fields of the topics, in order."""
        return [self[f"topic_{place}"] for place in range(len(self._topics))]

    def levels(self) -> dict[str, Level]:
        """Return what a valid form says, of the topics that were sent."""
        said = {topic: self.cleaned_data[f"topic_{place}"] for place, topic in enumerate(self._topics)}
        if self.cleaned_data["more"].strip():
            said[self.cleaned_data["more"]] = self.cleaned_data["more_level"]
        return {topic: Level(level) for topic, level in said.items() if level}


class CheckInForm(forms.Form):
    """Ten feelings, 0 to 4, and room for words. Nothing is required."""

    text = forms.CharField(
        label="Anything you like to say", max_length=LONGEST_TEXT, required=False, widget=page(3)
    )
    key = forms.CharField(max_length=LENGTH, widget=forms.HiddenInput, initial=new_key)
    named = forms.CharField(max_length=LENGTH, required=False, widget=forms.HiddenInput)

    def __init__(self, data: QueryDict | None = None, *, named: str) -> None:
        super().__init__(data, initial={"named": named})
        for feeling in FEELINGS:
            self.fields[feeling] = forms.TypedChoiceField(
                choices=GRADES,
                coerce=int,
                required=False,
                empty_value=None,
                widget=forms.RadioSelect,
                error_messages={"invalid_choice": "Choose 0 to 4."},
            )

    def feelings(self) -> "list[BoundField]":
        """Return the fields of the feelings, in the order of the questionnaire."""
        return [self[feeling] for feeling in FEELINGS]

    def grades(self) -> dict[str, int]:
        """Return what a valid form says of the feelings that were answered."""
        said = {feeling: self.cleaned_data[feeling] for feeling in FEELINGS}
        return {feeling: grade for feeling, grade in said.items() if grade is not None}


class CareForm(forms.Form):
    """The help lines and the well-being contact."""

    lines = forms.CharField(
        label="Help lines",
        help_text="Shown on every page, in Markdown: whom to call or write to, when, in which language.",
        max_length=LONGEST_LINES,
        required=False,
        widget=page(8),
    )
    contact = forms.EmailField(
        label="Well-being contact",
        help_text="The e-mail address of an account here. This person, and nobody else, reads the"
        " check-ins written from now on.",
        required=False,
        widget=line(),
        error_messages={
            "invalid": "Give the e-mail address of somebody with an account here, or leave it empty."
        },
    )

    def clean_contact(self) -> "Person | None":
        """Return the person of the address; refuse one without an account that is open."""
        person = person_with(self.cleaned_data["contact"]) if self.cleaned_data["contact"] else None
        if self.cleaned_data["contact"] and (person is None or not person.is_active):
            raise forms.ValidationError(
                "Nobody here has this address. Make the account first, or correct it."
            )
        return person


class SeenForm(forms.Form):
    """Which alarm was seen to."""

    alarm = forms.CharField(max_length=LENGTH)
