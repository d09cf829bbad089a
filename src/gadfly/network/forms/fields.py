"""Fields as the network's forms have them."""

from collections.abc import Iterable

from django import forms


def line(
    label: str, *, required: bool = True, longest: int = 120, helps: str = "", **more: str
) -> forms.CharField:
    """Return a field for a line of text."""
    return forms.CharField(
        label=label,
        required=required,
        max_length=longest,
        help_text=helps,
        widget=forms.TextInput(attrs={"class": "input", "dir": "auto", **more}),
        error_messages={"required": "Fill this in."},
    )


def text(
    label: str, *, required: bool = False, longest: int = 4_000, helps: str = "", rows: int = 4
) -> forms.CharField:
    """Return a field for a text of some lines."""
    return forms.CharField(
        label=label,
        required=required,
        max_length=longest,
        help_text=helps,
        widget=forms.Textarea(attrs={"class": "input", "rows": rows, "dir": "auto"}),
        error_messages={"required": "Fill this in."},
    )


def choice(
    label: str,
    choices: Iterable[tuple[object, str]],
    *,
    required: bool = True,
    empty: str = "Choose",
    **more: str,
) -> forms.ChoiceField:
    """Return a list to choose from, which begins with nothing chosen."""
    return forms.ChoiceField(
        label=label,
        required=required,
        choices=[("", empty), *((str(value), said) for value, said in choices)],
        widget=forms.Select(attrs={"class": "input", **more}),
        error_messages={"required": "Choose one.", "invalid_choice": "Choose one of the list."},
    )


def number(
    label: str, *, least: int, most: int, required: bool = True, helps: str = "", value: int | None = None
) -> forms.IntegerField:
    """Return a narrow field for a whole number within bounds, which are said when it is not."""
    sentence = f"Give a whole number from {least:,} to {most:,}."
    return forms.IntegerField(
        label=label,
        required=required,
        min_value=least,
        max_value=most,
        initial=value,
        help_text=helps,
        widget=forms.NumberInput(attrs={"class": "input weight"}),
        error_messages=dict.fromkeys(("required", "invalid", "min_value", "max_value"), sentence),
    )


def tick(
    label: str, *, required: bool = False, sentence: str = "Tick the box if you agree."
) -> forms.BooleanField:
    """Return a box to tick."""
    return forms.BooleanField(label=label, required=required, error_messages={"required": sentence})


def lines_of(told: str) -> list[str]:
    """Return the lines of a text that say something."""
    return [line.strip() for line in told.splitlines() if line.strip()]
