"""What a reviewer sends: a review or its draft, a reason to skip, a remark."""

from collections.abc import Mapping

from django import forms
from django.http import QueryDict

from gadfly.campaigns.forms.fields import line, page
from gadfly.reviews.answers import Answers
from gadfly.reviews.models import LONGEST_NOTE, LONGEST_REASON, Taxonomy
from gadfly.science.reviewing.taxonomies import MOST_TAGS
from gadfly.shared.keys import LENGTH, new_key

GRADES = [(str(grade), str(grade)) for grade in range(5)]
LONGEST_KEY = 40


def _grade(*, required: bool = False) -> forms.TypedChoiceField:
    return forms.TypedChoiceField(
        choices=GRADES,
        coerce=int,
        required=required,
        empty_value=None,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose 0 to 4."},
    )


class ReviewForm(forms.Form):
    """A review. As a `draft` nothing is required and nothing has to be complete."""

    success = _grade(required=True)
    tags = forms.MultipleChoiceField(
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": "Choose from the tags on this page."},
    )
    other = forms.CharField(max_length=100, required=False, widget=line(maxlength="100"))
    severity = _grade()
    actionable = _grade()
    needs_expertise = forms.BooleanField(required=False)
    note = forms.CharField(max_length=LONGEST_NOTE, required=False, widget=page(2))
    key = forms.CharField(max_length=LONGEST_KEY, widget=forms.HiddenInput, initial=new_key)
    revealed = forms.IntegerField(min_value=0, max_value=1_000, required=False, widget=forms.HiddenInput)
    """How many folded replies were opened: a script fills it in; without one it is not known."""
    revision = forms.IntegerField(min_value=0, initial=0, widget=forms.HiddenInput)

    def __init__(
        self,
        data: QueryDict | None = None,
        *,
        taxonomy: Taxonomy,
        draft: bool = False,
        initial: Mapping[str, object] | None = None,
    ) -> None:
        super().__init__(data, initial=dict(initial or {}))
        self._draft = draft
        self.fields["tags"].choices = [(tag, tag) for tag in taxonomy.tags]  # type: ignore[attr-defined]  # a choice field
        for field in self.fields.values() if draft else ():
            field.required = False

    def clean_tags(self) -> list[str]:
        """Refuse more tags than a review has."""
        tags: list[str] = self.cleaned_data["tags"]
        if len(tags) > MOST_TAGS and not self._draft:
            raise forms.ValidationError(f"Choose {MOST_TAGS} at most: those that fit best.")
        return tags

    def answers(self) -> Answers:
        """Return what a valid form says."""
        said = {name: self.cleaned_data[name] for name in Answers._fields}
        return Answers(**{**said, "tags": tuple(said["tags"])})

    def drafted(self) -> dict[str, object]:
        """Return what is filled in so far."""
        return {name: self.cleaned_data[name] for name in Answers._fields}


class SkipForm(forms.Form):
    """Why an item is put aside, if one likes to say."""

    reason = forms.CharField(max_length=LONGEST_REASON, required=False)


class RemarkForm(forms.Form):
    """A sentence in a discussion, with the page's own name for it."""

    text = forms.CharField(
        label="What should the others consider?",
        max_length=LONGEST_NOTE,
        widget=page(2),
        error_messages={"required": "Write something first."},
    )
    key = forms.CharField(max_length=LENGTH, widget=forms.HiddenInput, initial=new_key)
