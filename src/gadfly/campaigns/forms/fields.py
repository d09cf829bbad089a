"""Fields as every form here has them."""

from django import forms

from gadfly.campaigns.queries.scorers import offered


def line(**more: str) -> forms.TextInput:
    """Return the control for a line of text."""
    return forms.TextInput(attrs={"class": "input", "dir": "auto", **more})


def page(rows: int) -> forms.Textarea:
    """Return the control for a text of `rows` lines and more."""
    return forms.Textarea(attrs={"class": "input", "rows": rows, "dir": "auto"})


def number(*, least: int, most: int) -> forms.IntegerField:
    """Return a field for a whole number within bounds, which are said when it is not."""
    sentence = f"Give a whole number from {least} to {most}."
    return forms.IntegerField(
        min_value=least,
        max_value=most,
        widget=forms.NumberInput(attrs={"class": "input"}),
        error_messages=dict.fromkeys(("required", "invalid", "min_value", "max_value"), sentence),
    )


def whole(label: str, *, least: int, most: int, required: bool = True) -> forms.IntegerField:
    """Return a narrow field for a whole number."""
    field = number(least=least, most=most)
    field.label, field.required = label, required
    field.widget.attrs["class"] = "input weight"
    return field


def scorer(label: str, *, helps: str = "") -> forms.ChoiceField:
    """Return a field for one of the registered scorers, which are read when it is shown; "" if not sent."""
    return forms.ChoiceField(
        label=label,
        choices=offered,
        required=False,
        help_text=helps,
        widget=forms.Select(attrs={"class": "input"}),
        error_messages={"invalid_choice": "Choose one of the registered scorers."},
    )


def decimal(label: str, *, least: float, most: float, value: float | None = None) -> forms.FloatField:
    """Return a narrow field for a number within bounds, which are said when it is not."""
    sentence = f"Give a number from {least:g} to {most:g}."
    return forms.FloatField(
        label=label,
        min_value=least,
        max_value=most,
        initial=value,
        widget=forms.NumberInput(attrs={"class": "input weight", "step": "any"}),
        error_messages=dict.fromkeys(("required", "invalid", "min_value", "max_value"), sentence),
    )
