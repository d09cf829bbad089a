"""What may be taken at most: of an endpoint, in a campaign, by each person in it."""

from decimal import Decimal
from typing import Any

from django import forms
from django.http import QueryDict

from gadfly.campaigns.actions.budgets import Bounds
from gadfly.campaigns.models import Budget
from gadfly.campaigns.queries.budgets import MILLION

_LARGEST = 10**15
_NUMBER = forms.NumberInput(attrs={"class": "input", "inputmode": "decimal"})


def _whole(label: str, text: str, *, most: int) -> forms.IntegerField:
    sentence = f"Give a whole number from 0 to {most:,}, or leave it empty."
    return forms.IntegerField(
        label=label,
        help_text=text,
        required=False,
        min_value=0,
        max_value=most,
        widget=_NUMBER,
        error_messages=dict.fromkeys(("invalid", "min_value", "max_value"), sentence),
    )


class BudgetForm(forms.Form):
    """The bounds of one budget, each of them may be left empty: then nothing bounds it."""

    tokens = _whole("Tokens", "Read and written, those of replies nobody saw included.", most=_LARGEST)
    money = forms.DecimalField(
        label="Money",
        help_text="In the unit of the endpoints’ prices.",
        required=False,
        min_value=Decimal(0),
        max_value=Decimal(10**9),
        decimal_places=6,
        widget=_NUMBER,
        error_messages={"invalid": "Give an amount such as 25 or 2.50, or leave it empty."},
    )
    turns = _whole("Turns", "Messages sent. Asking again for a broken reply is none.", most=10**9)
    turns_an_hour = _whole("Turns an hour", "Counted from hour to hour of the clock.", most=10**9)
    at_once = _whole("Turns at once", "Messages whose replies are being written.", most=32_767)

    def __init__(self, data: QueryDict | None = None, *, budget: Budget | None, prefix: str) -> None:
        """`prefix` keeps two of them on one page apart."""
        super().__init__(data, initial=_said(budget), prefix=prefix)

    def bounds(self) -> Bounds:
        """Return what a valid form asks for."""
        cleaned: dict[str, Any] = self.cleaned_data
        money = cleaned["money"]
        return Bounds(**{**cleaned, "money": None if money is None else int(money * MILLION)})


def _said(budget: Budget | None) -> dict[str, Any]:
    if budget is None:
        return {}
    said = {name: getattr(budget, name) for name in ("tokens", "turns", "turns_an_hour", "at_once")}
    money = None if budget.money is None else (Decimal(budget.money) / MILLION).normalize()
    return {**said, "money": None if money is None else f"{money:f}"}
