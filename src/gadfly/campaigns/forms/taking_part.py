"""Who takes part: what a lead sends to seat somebody, and a red teamer to agree."""

from typing import TYPE_CHECKING, TypedDict

from django import forms
from django.http import QueryDict

from gadfly.campaigns.forms.fields import line
from gadfly.campaigns.models import SeatRole, Terms
from gadfly.shared.keys import LENGTH

if TYPE_CHECKING:
    from collections.abc import Iterable

    from gadfly.network.models import Contract

NO_ADDRESS = "Give an e-mail address, such as bo@example.org."


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
        widget=line(autocomplete="off"),
        error_messages={"required": "Give the name they go by."},
    )
    role = forms.ChoiceField(label="Takes part as", choices=SeatRole, widget=forms.RadioSelect)

    def seating(self) -> Seating:
        """Return what a valid form asks for."""
        return Seating(
            email=self.cleaned_data["email"], name=self.cleaned_data["name"], role=self.cleaned_data["role"]
        )


class ContractsForm(forms.Form):
    """Which contracts everybody who takes part must hold, by their keys."""

    contracts = forms.MultipleChoiceField(
        label="Everybody here must have signed", required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(
        self, data: QueryDict | None = None, *, offered: "Iterable[Contract]", chosen: list[str]
    ) -> None:
        super().__init__(data, initial={"contracts": chosen})
        self.fields["contracts"].choices = [(one.key, one.title) for one in offered]  # type: ignore[attr-defined]  # it has choices


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
