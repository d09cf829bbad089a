"""What is typed about time and pay."""

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError

from gadfly.ledger.actions.time import MOST_MINUTES
from gadfly.ledger.models import LONGEST_REASON, RateCard
from gadfly.science.pay import CurrencyError, Rate, RateError, major, minor
from gadfly.science.pay.rates import LARGEST_SET, USUAL_SET

if TYPE_CHECKING:
    from gadfly.campaigns.models import Campaign

_AMOUNT = "Give an amount such as 20 or 9.50, or leave it empty."
_NUMBER = {"class": "input", "inputmode": "decimal"}


def _amount(label: str, text: str) -> forms.DecimalField:
    return forms.DecimalField(
        label=label,
        help_text=text,
        required=False,
        min_value=Decimal(0),
        max_value=Decimal(10**6),
        widget=forms.NumberInput(attrs=_NUMBER),
        error_messages=dict.fromkeys(("invalid", "min_value", "max_value"), _AMOUNT),
    )


class RateForm(forms.Form):
    """What a campaign pays. Empty amounts and no mark are an error: nothing is left to be guessed."""

    currency = forms.CharField(
        label="Currency",
        help_text="Three capital letters, such as EUR.",
        required=False,
        max_length=3,
        widget=forms.TextInput(attrs={"class": "input", "autocomplete": "off"}),
    )
    hourly = _amount("Pay an hour", "For all time: attacks, reviews, training, check-ins, breaks.")
    a_set = _amount("Pay a set of attacks", "Instead of the hour for attacks that were ended.")
    size = forms.IntegerField(
        label="Attacks in a set",
        required=False,
        min_value=1,
        max_value=LARGEST_SET,
        widget=forms.NumberInput(attrs=_NUMBER),
    )
    volunteers = forms.BooleanField(label="No pay: this campaign is for volunteers", required=False)

    def __init__(self, *args: Any, card: RateCard | None = None, **kwargs: Any) -> None:  # noqa: ANN401 -- Django's own
        """Show the card in force."""
        shown: dict[str, object] = {"size": USUAL_SET}
        if card is not None:
            shown = {"volunteers": card.volunteers, "size": card.size}
            if not card.volunteers:
                shown["currency"] = card.currency
                shown["hourly"] = major(card.hourly, card.currency)
                shown["a_set"] = None if card.a_set is None else major(card.a_set, card.currency)
        super().__init__(*args, **{"initial": shown, **kwargs})

    def clean(self) -> dict[str, Any]:
        """Make a rate of what was typed, under `rate`."""
        typed: dict[str, Any] = dict(self.cleaned_data)
        if self.errors:
            return typed
        currency, hourly, a_set = typed["currency"], typed["hourly"], typed["a_set"]
        try:
            typed["rate"] = Rate(
                currency="" if typed["volunteers"] else currency,
                hourly=minor(hourly, currency) if hourly else 0,
                a_set=None if a_set is None else minor(a_set, currency),
                size=typed["size"] or USUAL_SET,
                volunteers=typed["volunteers"],
            )
        except CurrencyError as error:
            raise ValidationError({"currency": str(error)}) from None
        except RateError as error:
            raise ValidationError({"hourly": str(error)}) from None
        return typed


class CountryForm(forms.Form):
    """Where somebody works."""

    country = forms.CharField(
        label="Country you work in",
        help_text="Two capital letters, such as DE or KE. It decides the least an hour may pay you.",
        max_length=2,
        error_messages={"required": "Give the two letters of a country."},
        widget=forms.TextInput(attrs={"class": "input", "autocomplete": "country"}),
    )


class CorrectionForm(forms.Form):
    """By how much the clock is wrong, and why."""

    minutes = forms.IntegerField(
        label="Minutes",
        help_text="To add; with a minus, to take away.",
        min_value=-MOST_MINUTES,
        max_value=MOST_MINUTES,
        widget=forms.NumberInput(attrs={"class": "input"}),
    )
    reason = forms.CharField(
        label="What the clock missed",
        max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs={"class": "input", "rows": 2}),
    )

    def __init__(self, *args: Any, campaigns: "list[Campaign]", **kwargs: Any) -> None:  # noqa: ANN401 -- Django's own
        """Offer the campaigns the person works in."""
        super().__init__(*args, **kwargs)
        self.fields["campaign"] = forms.ChoiceField(
            label="Campaign",
            choices=[(campaign.key, campaign.title) for campaign in campaigns],
            widget=forms.Select(attrs={"class": "input"}),
        )
        self.order_fields(["campaign"])


class StepForm(forms.Form):
    """What happens to a statement."""

    act = forms.ChoiceField(choices=[(act, act) for act in ("submit", "approve", "send back", "discard")])


class DecisionForm(forms.Form):
    """What is said to a correction."""

    correction = forms.CharField(max_length=40)
    act = forms.ChoiceField(choices=[(act, act) for act in ("grant", "decline")])
