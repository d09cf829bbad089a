"""An intervention's parameters in plain fields: a form for each kind of column."""

from collections.abc import Mapping
from typing import Any, ClassVar

from django import forms
from django.http import QueryDict

from gadfly.campaigns.columns import OWN, Column, first
from gadfly.campaigns.forms.fields import decimal, line, page, scorer, whole
from gadfly.campaigns.scorers import usual_rank
from gadfly.science.interventions import Card
from gadfly.science.interventions.recipe import RecipeError

LONGEST_TEXT = 10_000
MOST_SAMPLES = 64
MOST_ROUNDS = 5
_ON_PROMPTED = "On the prompted model"


class ColumnForm(forms.Form):
    """A column of the grid; `initial` is what its fields hold until something is sent."""

    kind: ClassVar[str]

    def __init__(self, data: QueryDict | None, *, place: int, said: Mapping[str, Any]) -> None:
        super().__init__(data, prefix=f"column-{place}", initial=dict(said))
        self.place = place

    @property
    def column(self) -> Column:
        """The column that a valid form asks for."""
        return Column(self.kind, self.cleaned_data)

    @property
    def card(self) -> Card:
        """What it does and costs, as it was laid out; while that makes no recipe, as it is offered."""
        try:
            return Column(self.kind, self.initial).card
        except RecipeError:
            return first(self.kind).card

    @property
    def label(self) -> str:
        """What leads call it, as it was laid out."""
        return Column(self.kind, self.initial).label

    def clean(self) -> dict[str, Any]:
        """Refuse what makes no recipe, in the recipe's own words."""
        cleaned = super().clean() or self.cleaned_data
        if not self.errors:
            try:
                self.column.recipe(OWN)
            except RecipeError as error:
                self.add_error(None, str(error))
        return cleaned


class JudgedForm(ColumnForm):
    """What a scorer decides."""

    def clean_scorer(self) -> str:
        """Return the scorer that was chosen, or the usual one."""
        chosen: str = self.cleaned_data["scorer"]
        return chosen or usual_rank()


class LinesField(forms.CharField):
    """A list of texts, one a line; blank lines are left out."""

    def prepare_value(self, value: Any) -> Any:  # noqa: ANN401 -- as Django has it
        """Return the text that the control shows."""
        return "\n".join(value) if isinstance(value, list) else value

    def to_python(self, value: Any) -> Any:  # noqa: ANN401 -- as Django has it
        """Return the lines."""
        return [said.strip() for said in (super().to_python(value) or "").splitlines() if said.strip()]


def _checked(label: str, *, helps: str = "") -> forms.BooleanField:
    return forms.BooleanField(label=label, required=False, help_text=helps)


def _text(label: str, rows: int, sentence: str) -> forms.CharField:
    return forms.CharField(
        label=label, max_length=LONGEST_TEXT, widget=page(rows), error_messages={"required": sentence}
    )


class PlainForm(ColumnForm):
    """The model as it is."""

    kind = "plain"
    example = _checked(
        "Show one example conversation first",
        helps="As in the paper, for models that were not taught to chat.",
    )


class PromptedForm(ColumnForm):
    """The model behind a preamble and example dialogues. Nothing to choose."""

    kind = "prompted"


class RejectionForm(JudgedForm):
    """The best few of many replies."""

    kind = "rejection sampling"
    scorer = scorer("Ranked by")
    k = whole("Replies sampled", least=1, most=MOST_SAMPLES)
    keep = whole("Kept, the least harmful", least=1, most=MOST_SAMPLES)
    prompted = _checked(_ON_PROMPTED, helps="As in the paper.")


class FineTunedForm(ColumnForm):
    """Another model of the same family at the same endpoint."""

    kind = "fine-tuned"
    model = forms.CharField(
        label="Its model name there",
        max_length=200,
        widget=line(),
        help_text="* stands for the name of the row’s own model.",
        error_messages={"required": "Name the other model."},
    )
    revision = forms.CharField(label="Its revision", max_length=120, required=False, widget=line())


class SystemPromptForm(ColumnForm):
    """Words of one's own in front of every dialogue."""

    kind = "system prompt"
    text = _text("The prompt", 3, "Write the words that stand in front of every dialogue.")


class CritiqueForm(ColumnForm):
    """The model rewrites what it said."""

    kind = "critique and revise"
    principles = LinesField(
        label="Principles, one a line",
        max_length=LONGEST_TEXT,
        widget=page(4),
        error_messages={"required": "State a principle or two, one a line."},
    )
    rounds = whole("Rounds", least=1, most=MOST_ROUNDS)
    prompted = _checked(_ON_PROMPTED)


class FilterForm(JudgedForm):
    """A classifier that withholds."""

    kind = "filter"
    scorer = scorer("Judged by")
    threshold = decimal("Withhold what scores below", least=-100, most=100)
    says = _text("Said in its place", 2, "Write what is said in place of a withheld reply.")
    prompted = _checked(_ON_PROMPTED)


FORMS: Mapping[str, type[ColumnForm]] = {
    form.kind: form
    for form in (
        PlainForm, PromptedForm, RejectionForm, FineTunedForm, SystemPromptForm, CritiqueForm, FilterForm,
    )
}  # fmt: skip
"""The form of each kind, those of the paper first."""
