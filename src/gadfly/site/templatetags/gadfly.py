"""Filters and tags, built in everywhere."""

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from gadfly.science.pay import major
from gadfly.science.visible import visible
from gadfly.shared import markdown as renderer

register = template.Library()


@register.filter
def markdown(text: str) -> SafeString:
    """Render a lead's Markdown through the one renderer."""
    return renderer.render(text or "")


@register.filter
def said(text: str) -> str:
    """Return what a person or a model wrote, with invisible characters made visible; autoescaped."""
    return visible(text or "")


@register.filter
def score(value: float | None) -> str:
    """Write a score with a real minus; a missing one is said, never zero."""
    return "not scored" if value is None else f"{value:+.2f}".replace("-", "−").replace("+", "")


@register.filter
def money(units: int, currency: str) -> str:
    """Write minor units as an amount with its currency."""
    return f"{major(units, currency)} {currency}"


@register.filter
def hours(minutes: int) -> str:
    """Write minutes as hours, such as 5 or 2.5."""
    return f"{minutes / 60:.2f}".rstrip("0").rstrip(".")


@register.filter
def duration(seconds: int) -> str:
    """Write seconds as hours and minutes, less than a minute as seconds."""
    sign, seconds = ("−", -seconds) if seconds < 0 else ("", seconds)
    hours, minutes = divmod(seconds // 60, 60)
    return sign + (
        f"{hours} h {minutes:02} min" if hours else f"{minutes} min" if minutes else f"{seconds} s"
    )


@register.simple_tag
def icon(name: str, label: str = "") -> SafeString:
    """Draw a sprite's symbol; without a label it is decoration."""
    if label:
        return format_html('<svg class="i" role="img" aria-label="{}"><use href="#{}"/></svg>', label, name)
    return format_html('<svg class="i" aria-hidden="true"><use href="#{}"/></svg>', name)
