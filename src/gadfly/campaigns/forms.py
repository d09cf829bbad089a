"""What a lead and a red teamer send. Each field is listed; names that are not change nothing (R19)."""

from collections.abc import Iterator
from typing import Any, TypedDict

from django import forms
from django.forms import BoundField
from django.http import QueryDict

from gadfly.campaigns.models import Campaign, Continuation, Reveal, SeatRole, Stage, Target, Terms
from gadfly.campaigns.queries import targets_for
from gadfly.campaigns.wish import WORDING, Wish, wish_of
from gadfly.shared.keys import LENGTH

LONGEST_BRIEF = 20_000
MOST_TOPICS = 40
LONGEST_TOPIC = 200
HEAVIEST = 100
UNTITLED = "Give the campaign a title."
NO_ADDRESS = "Give an e-mail address, such as bo@example.org."
_DAY = forms.DateTimeInput(attrs={"class": "input", "type": "datetime-local"}, format="%Y-%m-%dT%H:%M")


def _line(**more: str) -> forms.TextInput:
    return forms.TextInput(attrs={"class": "input", "dir": "auto", **more})


def _page(rows: int) -> forms.Textarea:
    return forms.Textarea(attrs={"class": "input", "rows": rows, "dir": "auto"})


def _number(*, least: int, most: int) -> forms.IntegerField:
    sentence = f"Give a whole number from {least} to {most}."
    return forms.IntegerField(
        min_value=least,
        max_value=most,
        widget=forms.NumberInput(attrs={"class": "input"}),
        error_messages=dict.fromkeys(("required", "invalid", "min_value", "max_value"), sentence),
    )


class TitleForm(forms.Form):
    """A campaign begins with a title."""

    title = forms.CharField(
        label="Title",
        max_length=120,
        widget=_line(),
        help_text="Red teamers see it. The rest follows on the next page, and nothing is open yet.",
        error_messages={"required": UNTITLED},
    )


class TermsForm(forms.Form):
    """All that a version of the terms says, and one weight for each target there is."""

    title = forms.CharField(
        label="Title", max_length=120, widget=_line(), error_messages={"required": UNTITLED}
    )
    brief = forms.CharField(
        label="Brief",
        max_length=LONGEST_BRIEF,
        required=False,
        widget=_page(10),
        help_text="What to try, what is out of bounds, what happens with the dialogues. Markdown works:"
        " # heading, *stress*, - list, [link](https://…).",
    )
    warning = forms.CharField(
        label="Content warning",
        max_length=LONGEST_BRIEF,
        required=False,
        widget=_page(3),
        help_text="In plain words: what people may have to read, how bad it may get, whom to talk to.",
    )
    topics = forms.CharField(
        label="Example topics",
        required=False,
        widget=_page(4),
        help_text="One a line. They are examples: red teamers choose their own.",
    )
    candidates = _number(least=1, most=4)
    continue_with = forms.ChoiceField(
        label="The dialogue continues with", choices=Continuation, widget=forms.RadioSelect
    )
    soft_turns = _number(least=1, most=100)
    reveal = forms.ChoiceField(label="Replies appear", choices=Reveal, widget=forms.RadioSelect)
    opens_at = forms.DateTimeField(
        label="Opens",
        required=False,
        widget=_DAY,
        help_text="UTC. Empty: as soon as you open it.",
        error_messages={"invalid": "Give a date and a time, such as 2026-05-04 09:00."},
    )
    closes_at = forms.DateTimeField(
        label="Closes",
        required=False,
        widget=_DAY,
        help_text="UTC. Empty: when you close it.",
        error_messages={"invalid": "Give a date and a time, such as 2026-05-29 18:00."},
    )

    def __init__(self, data: QueryDict | None = None, *, campaign: Campaign, terms: Terms) -> None:
        wish = wish_of(terms)
        said = {name: getattr(wish, name) for name in WORDING}
        initial = {**said, "title": campaign.title, "topics": "\n".join(wish.topics)}
        super().__init__(data, initial=initial)
        self.fields["candidates"].label = "Candidates a turn"
        self.fields["soft_turns"].label = "Turns before the page suggests to stop"
        if campaign.stage != Stage.DRAFT:
            del self.fields["title"]
        self.targets = list(targets_for(terms))
        for target in self.targets:
            self.fields[_weight(target)] = _weight_field(target, wish.weights.get(target.pk, 0))

    @property
    def rows(self) -> Iterator[tuple[Target, BoundField]]:
        """Each target with the field of its weight."""
        return ((target, self[_weight(target)]) for target in self.targets)

    def clean_brief(self) -> str:
        """Return the brief with line ends as they are kept."""
        return _unbroken(self.cleaned_data["brief"])

    def clean_warning(self) -> str:
        """Return the warning with line ends as they are kept."""
        return _unbroken(self.cleaned_data["warning"])

    def clean_topics(self) -> tuple[str, ...]:
        """Return the topics, blank lines and repetitions left out."""
        said: str = self.cleaned_data["topics"]
        topics = tuple(dict.fromkeys(line.strip() for line in said.splitlines() if line.strip()))
        if len(topics) > MOST_TOPICS:
            raise forms.ValidationError(f"Name at most {MOST_TOPICS} topics; these are {len(topics)}.")
        if any(len(topic) > LONGEST_TOPIC for topic in topics):
            raise forms.ValidationError(f"Keep each topic under {LONGEST_TOPIC} characters, one a line.")
        return topics

    def clean(self) -> dict[str, Any]:
        """Check the dates against each other."""
        cleaned = super().clean() or self.cleaned_data
        opens, closes = cleaned.get("opens_at"), cleaned.get("closes_at")
        if opens and closes and closes <= opens:
            self.add_error("closes_at", "Let it close after it opens.")
        return cleaned

    def wish(self) -> Wish:
        """Return what a valid form asks for."""
        said = {name: self.cleaned_data[name] for name in WORDING}
        weights = {target.pk: self.cleaned_data[_weight(target)] or 0 for target in self.targets}
        return Wish(**said, weights={target: weight for target, weight in weights.items() if weight})


def _unbroken(text: str) -> str:
    return text.replace("\r\n", "\n")


def _weight(target: Target) -> str:
    return f"weight_{target.pk}"


def _weight_field(target: Target, weight: int) -> forms.IntegerField:
    field = _number(least=0, most=HEAVIEST)
    field.required, field.initial, field.label = False, weight, f"Weight of {target.name}"
    field.widget.attrs["class"] = "input weight"
    return field


class Seating(TypedDict):
    """Who gets which seat."""

    email: str
    name: str
    role: str


class SeatForm(forms.Form):
    """Somebody to take part."""

    email = forms.EmailField(
        label="E-mail",
        max_length=200,
        widget=forms.EmailInput(attrs={"class": "input", "autocomplete": "off"}),
        error_messages={"required": NO_ADDRESS, "invalid": NO_ADDRESS},
    )
    name = forms.CharField(
        label="Name",
        max_length=120,
        widget=_line(autocomplete="off"),
        error_messages={"required": "Give the name they go by."},
    )
    role = forms.ChoiceField(label="Takes part as", choices=SeatRole, widget=forms.RadioSelect)

    def seating(self) -> Seating:
        """Return what a valid form asks for."""
        return Seating(
            email=self.cleaned_data["email"], name=self.cleaned_data["name"], role=self.cleaned_data["role"]
        )


class PersonForm(forms.Form):
    """Who is meant, by the key of their account."""

    person = forms.CharField(max_length=LENGTH)


class AgreeForm(forms.Form):
    """Consent to the version of the terms that was read."""

    agreed = forms.BooleanField(
        label="I have read the brief and the warning, and I take part of my own will.",
        error_messages={"required": "Tick the box if you agree. If you do not, simply leave this page."},
    )
    version = forms.IntegerField(widget=forms.HiddenInput)
    """Consent is to what was read, not to what came into force meanwhile."""

    def __init__(self, data: QueryDict | None = None, *, terms: Terms) -> None:
        super().__init__(data, initial={"version": terms.number})
        self.terms = terms

    def clean_version(self) -> int:
        """Refuse consent to a version that is no longer the one in force."""
        version: int = self.cleaned_data["version"]
        if version != self.terms.number:
            raise forms.ValidationError("The terms changed while you read. Please read them again.")
        return version
