"""Fields as every form here has them."""

from django import forms


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
