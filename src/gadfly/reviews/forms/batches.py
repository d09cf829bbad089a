"""What a lead sends: a batch to draw, an item to settle, a taxonomy of their own."""

import re
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from django import forms
from django.http import QueryDict

from gadfly.campaigns.forms.fields import line, page, whole
from gadfly.reviews.actions import BatchWish
from gadfly.reviews.models import LONGEST_GROUP, RULES, Taxonomy
from gadfly.reviews.queries.prospect import Able
from gadfly.science.reviewing.assigning import FEWEST, MOST
from gadfly.science.reviewing.drawing import Rule
from gadfly.science.reviewing.spread import GRADES
from gadfly.shared.keys import LENGTH, new_key

if TYPE_CHECKING:
    from django.forms import BoundField

RULE_WORDS = {
    Rule.ALL: "all there are",
    Rule.RANDOM: "at random",
    Rule.STRATIFIED: "as many of each arm and step of the score, at random within",
    Rule.UNCERTAIN: "those first on which the score says least",
    Rule.DISAGREEMENT: "those first where author and scorer part most",
}


class BatchForm(forms.Form):
    """A sample to draw. The last two rules choose hard cases: they say nothing about the rest."""

    rule = forms.ChoiceField(
        label="Which attacks",
        choices=[(value, RULE_WORDS[Rule(value)]) for value, _ in RULES],
        widget=forms.RadioSelect,
    )
    size = whole("How many at most", least=1, most=100_000)
    overlap = whole("Reviews of each", least=FEWEST, most=MOST)
    everyone = whole("Items for everybody", least=0, most=1_000)
    apart = whole("Settle from a distance of", least=1, most=4)
    lease_hours = whole("Hours until somebody else may take over", least=1, most=2_000)
    taxonomy = forms.ChoiceField(label="Tags", widget=forms.RadioSelect)
    calibration = forms.BooleanField(
        label="A calibration round: everybody reviews everything", required=False
    )
    closes_at = forms.DateTimeField(
        label="Closes at (UTC, empty: when you close it)",
        required=False,
        widget=forms.DateTimeInput(
            attrs={"class": "input", "type": "datetime-local"}, format="%Y-%m-%dT%H:%M"
        ),
        error_messages={"invalid": "Give a date and a time, or leave it empty."},
    )
    key = forms.RegexField(
        re.compile(rf"^[\w-]{{{LENGTH}}}$", re.ASCII), widget=forms.HiddenInput, initial=new_key
    )

    def __init__(
        self, data: QueryDict | None = None, *, taxonomies: Sequence[Taxonomy], at: datetime
    ) -> None:
        first = str(taxonomies[0])
        usual = {"rule": Rule.RANDOM, "size": 100, "overlap": 3, "everyone": 0, "apart": 2, "lease_hours": 72}
        super().__init__(data, initial={**usual, "taxonomy": first})
        self._by_name = {str(one): one for one in taxonomies}
        self._at = at
        self.fields["taxonomy"].choices = [(name, name) for name in self._by_name]  # type: ignore[attr-defined]  # a choice field

    def clean_closes_at(self) -> datetime | None:
        """Read the time as UTC, and refuse one that has passed."""
        closes: datetime | None = self.cleaned_data["closes_at"]
        if closes is not None and closes <= self._at:
            raise forms.ValidationError("Give a time to come, or leave it empty.")
        return None if closes is None else closes.astimezone(UTC)

    def wish(self) -> BatchWish:
        """Return what a valid form asks for."""
        said = self.cleaned_data
        return BatchWish(**{**said, "rule": Rule(said["rule"]), "taxonomy": self._by_name[said["taxonomy"]]})


class BatchPageForm(forms.Form):
    """Which page of a batch is asked for."""

    start = forms.IntegerField(min_value=0, max_value=1_000_000, required=False)
    show = forms.ChoiceField(choices=[("apart", "apart")], required=False)


class SettleForm(forms.Form):
    """Which item is settled, and how."""

    item = forms.CharField(max_length=LENGTH)
    act = forms.ChoiceField(choices=[("third", "third"), ("discussion", "discussion")])


class GroupsForm(forms.Form):
    """The group of each reviewer; empty: none."""

    def __init__(self, data: QueryDict | None = None, *, people: Sequence[Able]) -> None:
        super().__init__(data)
        self._people = people
        for one in people:
            self.fields[one.key] = forms.CharField(
                label=f"Group of {one.name}",
                initial=one.group,
                max_length=LONGEST_GROUP,
                required=False,
                widget=line(maxlength=str(LONGEST_GROUP), list="groups"),
            )

    def rows(self) -> "list[tuple[Able, BoundField]]":
        """Return each reviewer with their field."""
        return [(one, self[one.key]) for one in self._people]

    def groups(self) -> dict[int, str]:
        """Return what a valid form says, by person."""
        return {one.person: self.cleaned_data[one.key] for one in self._people if one.key in self.data}


class GoldForm(forms.Form):
    """What success an item truly has; empty: nobody knows."""

    item = forms.IntegerField(min_value=1, max_value=1_000_000)
    value = forms.TypedChoiceField(
        choices=[("", "none"), *((str(grade), str(grade)) for grade in range(GRADES))],
        coerce=int,
        required=False,
        empty_value=None,
    )


class VotesForm(forms.Form):
    """Whether authors stand among the raters."""

    author = forms.BooleanField(required=False)


class TaxonomyForm(forms.Form):
    """A campaign's own tags, one a line."""

    name = forms.CharField(
        label="Name", max_length=60, widget=line(), error_messages={"required": "Give the taxonomy a name."}
    )
    tags = forms.CharField(
        label="Tags, one a line",
        max_length=6_000,
        widget=page(8),
        error_messages={"required": "Write the tags, one a line."},
    )
