"""What a lead writes: a title, and the terms."""

from dataclasses import replace
from typing import Any

from django import forms
from django.http import QueryDict

from gadfly.campaigns.forms.fields import line, number, page, scorer
from gadfly.campaigns.models import Campaign, Continuation, Reveal, Stage, Terms
from gadfly.campaigns.queries.scorers import reference_in
from gadfly.campaigns.wish import WORDING, Wish, wish_of

LONGEST_BRIEF = 20_000
MOST_TOPICS = 40
LONGEST_TOPIC = 200
UNTITLED = "Give the campaign a title."
_DAY = forms.DateTimeInput(attrs={"class": "input", "type": "datetime-local"}, format="%Y-%m-%dT%H:%M")


class TitleForm(forms.Form):
    """A campaign begins with a title."""

    title = forms.CharField(
        label="Title",
        max_length=120,
        widget=line(),
        help_text="Red teamers see it. The rest follows on the next page, and nothing is open yet.",
        error_messages={"required": UNTITLED},
    )


class TermsForm(forms.Form):
    """All that a version of the terms says but its arms, which the design lays out."""

    title = forms.CharField(
        label="Title", max_length=120, widget=line(), error_messages={"required": UNTITLED}
    )
    brief = forms.CharField(
        label="Brief",
        max_length=LONGEST_BRIEF,
        required=False,
        widget=page(10),
        help_text="What to try, what is out of bounds, what happens with the dialogues. Markdown works:"
        " # heading, *stress*, - list, [link](https://…).",
    )
    warning = forms.CharField(
        label="Content warning",
        max_length=LONGEST_BRIEF,
        required=False,
        widget=page(3),
        help_text="In plain words: what people may have to read, how bad it may get, whom to talk to.",
    )
    topics = forms.CharField(
        label="Example topics",
        required=False,
        widget=page(4),
        help_text="One a line. They are examples: red teamers choose their own.",
    )
    candidates = number(least=1, most=4)
    continue_with = forms.ChoiceField(
        label="The dialogue continues with", choices=Continuation, widget=forms.RadioSelect
    )
    soft_turns = number(least=1, most=100)
    reveal = forms.ChoiceField(label="Replies appear", choices=Reveal, widget=forms.RadioSelect)
    reference = scorer(
        "Reference scorer",
        helps="It measures every arm, so it must have no part in any: none may rank, filter or be"
        " trained by it.",
    )
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
        self._before = wish_of(terms)
        said = {name: getattr(self._before, name) for name in WORDING}
        said["reference"] = self._measured = reference_in(terms)
        initial = {**said, "title": campaign.title, "topics": "\n".join(self._before.topics)}
        super().__init__(data, initial=initial)
        self.fields["candidates"].label = "Candidates a turn"
        self.fields["soft_turns"].label = "Turns before the page suggests to stop"
        if campaign.stage != Stage.DRAFT:
            del self.fields["title"]

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
        """Return what a valid form asks for; the arms stay as they are."""
        said = {name: self.cleaned_data[name] for name in WORDING}
        if said["reference"] in {"", self._measured}:
            said["reference"] = self._before.reference
        return replace(self._before, **said)


def _unbroken(text: str) -> str:
    return text.replace("\r\n", "\n")
