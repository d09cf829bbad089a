"""Where a model answers: what a lead or a manager states of it, and its key, which is never shown."""

from typing import Any, cast

from django import forms
from django.http import QueryDict

from gadfly.campaigns.actions.endpoints import IDENTITY, Particulars
from gadfly.campaigns.forms.fields import line, number
from gadfly.campaigns.models import Endpoint, Form
from gadfly.campaigns.queries.endpoints import name_is_taken, rests_on
from gadfly.campaigns.queries.scorers import offered
from gadfly.science.targets.key import Key
from gadfly.shared.outbound import base_of
from gadfly.shared.outbound.allowed import closed

STATED = (
    "base_url",
    "model",
    "revision",
    "size",
    "form",
    "context",
    "at_once",
    "price_in",
    "price_out",
    "learnt_from",
)
LONGEST_CONTEXT = 100_000_000
MOST_AT_ONCE = 10_000
LONGEST_KEY = 4_000
_HIDDEN = forms.PasswordInput(attrs={"class": "input", "autocomplete": "off", "spellcheck": "false"})


def _price(label: str) -> forms.DecimalField:
    sentence = "Give a price of 0 or more, with at most six decimals, such as 0.15."
    return forms.DecimalField(
        label=label,
        required=False,
        min_value=0,
        max_digits=12,
        decimal_places=6,
        widget=forms.NumberInput(attrs={"class": "input", "step": "any", "min": "0"}),
        error_messages=dict.fromkeys(
            ("invalid", "min_value", "max_digits", "max_decimal_places", "max_whole_digits"), sentence
        ),
    )


def _bound(label: str, most: int, help_text: str) -> forms.IntegerField:
    field = number(least=1, most=most)
    field.required, field.label, field.help_text = False, label, help_text
    return field


def _usable(secret: str) -> str:
    """Return a key that can be sent. Raises ValidationError."""
    try:
        return Key(secret)()
    except ValueError as error:
        raise forms.ValidationError(str(error)) from None


class EndpointForm(forms.Form):
    """What is stated of an endpoint that there is. `fixed` says that what answers must stay."""

    base_url = forms.CharField(
        label="Base URL",
        max_length=300,
        widget=line(inputmode="url", autocomplete="off", dir="ltr"),
        help_text="Up to the version, such as https://models.example.org/v1.",
        error_messages={"required": "Give the address at which it answers."},
    )
    model = forms.CharField(
        label="Model",
        max_length=200,
        widget=line(autocomplete="off"),
        help_text="By the name it has there.",
        error_messages={"required": "Give the model's name there."},
    )
    revision = forms.CharField(
        label="Revision",
        max_length=120,
        required=False,
        widget=line(autocomplete="off"),
        help_text="Which version answers: in a year a figure will rest on it.",
    )
    form = forms.ChoiceField(label="Asked for", choices=Form, initial=Form.CHAT, widget=forms.RadioSelect)
    size = forms.CharField(
        label="Size", max_length=20, required=False, widget=line(), help_text="Parameters, such as 52B."
    )
    context = _bound(
        "Context", LONGEST_CONTEXT, "Tokens of a dialogue with its reply. A check can fill it in."
    )
    at_once = _bound(
        "At once", MOST_AT_ONCE, "Turns asked of it at a time at most. Empty: no bound of its own."
    )
    price_in = _price("Price of a million tokens read")
    price_out = _price("Price of a million tokens written")
    learnt_from = forms.MultipleChoiceField(
        label="Trained with",
        choices=offered,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": "Choose registered scorers."},
    )

    def __init__(self, data: QueryDict | None = None, *, endpoint: Endpoint | None = None) -> None:
        initial = {} if endpoint is None else {name: getattr(endpoint, name) for name in STATED}
        super().__init__(data, initial=initial)
        self.fixed = endpoint is not None and rests_on(endpoint)
        for name in IDENTITY if self.fixed else ():
            self.fields[name].disabled = True

    def clean_base_url(self) -> str:
        """Return the address as it is kept; a new one must be allowed (R12)."""
        try:
            base = base_of(self.cleaned_data["base_url"])
            refused = "" if base == self.initial.get("base_url") else closed(base)
        except ValueError as error:
            raise forms.ValidationError(str(error)) from None
        if refused:
            raise forms.ValidationError(refused)
        return base

    def address(self) -> tuple[str, str]:
        """Return the base URL and the model's name."""
        return self.cleaned_data["base_url"], self.cleaned_data["model"]

    def particulars(self) -> Particulars:
        """Return the rest of what a valid form states."""
        said: dict[str, Any] = {name: self.cleaned_data[name] for name in STATED[2:]}
        return cast("Particulars", said)


class NewEndpointForm(EndpointForm):
    """An endpoint that is not registered yet, under a name of its own, perhaps with its key."""

    name = forms.CharField(
        label="Name",
        max_length=80,
        widget=line(autocomplete="off"),
        help_text="What leads call it. Red teamers never see it.",
        error_messages={"required": "Give it a name."},
    )
    secret = forms.CharField(
        label="Key",
        max_length=LONGEST_KEY,
        required=False,
        widget=_HIDDEN,
        help_text="If it asks for one. It is stored sealed and never shown again.",
    )
    field_order = ("name",)

    def clean_name(self) -> str:
        """Refuse a name that is in use: it would change what another lead has set up."""
        name: str = self.cleaned_data["name"]
        if name_is_taken(name):
            raise forms.ValidationError("An endpoint or a target has this name. Give it another one.")
        return name

    def clean_secret(self) -> str:
        """Return the key as it is sent."""
        return _usable(self.cleaned_data["secret"])


class KeyForm(forms.Form):
    """A key to be stored in place of the one before."""

    secret = forms.CharField(
        label="New key",
        max_length=LONGEST_KEY,
        widget=_HIDDEN,
        error_messages={"required": "Enter the key."},
    )

    def clean_secret(self) -> str:
        """Return the key as it is sent."""
        return _usable(self.cleaned_data["secret"])


class ServiceForm(forms.Form):
    """Whether an endpoint is in service."""

    act = forms.ChoiceField(choices=[("retire", "retire"), ("restore", "restore")])

    @property
    def retires(self) -> bool:
        """Whether a valid form takes it out of service."""
        return bool(self.cleaned_data["act"] == "retire")
