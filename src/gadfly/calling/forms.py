"""What is sent of callings: a wish, whom to invite on it, an answer."""

import re
from collections.abc import Iterable
from typing import Any

from django import forms

from gadfly.calling.models import LONGEST_TOLD, ROLES
from gadfly.calling.wish import Wish
from gadfly.campaigns.forms.fields import decimal, page, whole
from gadfly.network.answers import REGIONS
from gadfly.network.domains import domains
from gadfly.network.queries import title
from gadfly.shared.keys import LENGTH, new_key

MOST_PEOPLE = 100
MOST_HOURS = 200
MOST_LINES = 20
LEAST_DAYS, MOST_DAYS = 1, 60
USUAL_DAYS = 7


def _some(label: str, names: Iterable[str], helps: str = "") -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        label=label,
        required=False,
        help_text=helps,
        choices=[(name, name) for name in names],
        widget=forms.CheckboxSelectMultiple,
    )


def _lines(label: str, helps: str) -> forms.CharField:
    return forms.CharField(label=label, required=False, max_length=2_000, help_text=helps, widget=page(2))


class WishForm(forms.Form):
    """What a campaign wishes of a cohort."""

    role = forms.ChoiceField(label="To take part as", choices=ROLES, widget=forms.RadioSelect)
    size = whole("People", least=1, most=MOST_PEOPLE)
    hours = decimal("Hours of each, at most", least=0.5, most=MOST_HOURS)
    new_share = whole("New perspectives, per cent at least", least=0, most=100)
    most = whole("Campaigns of a person at once", least=1, most=20)
    domains = _some("Domains", (one.name for one in domains().listed))
    regions = _some("Regions", (name for _, name in REGIONS))
    languages = _lines("Languages", "One a line. Empty: any.")
    organisations = _lines(
        "Organisations this is about",
        "One a line: who made the model, who competes with it. Their people have a conflict of interest.",
    )

    @classmethod
    def said(cls, wish: Wish) -> dict[str, Any]:
        """Return the wish as the form's first values."""
        return {
            "role": wish.role,
            "size": wish.size,
            "hours": f"{wish.minutes / 60:g}",
            "new_share": wish.new_share,
            "most": wish.most,
            "domains": list(wish.domains),
            "regions": list(wish.regions),
            "languages": "\n".join(wish.languages),
            "organisations": "\n".join(wish.organisations),
        }

    def clean_languages(self) -> tuple[str, ...]:
        """Return the languages as they are compared."""
        return tuple(title(line) for line in _told(self.cleaned_data["languages"]))

    def clean_organisations(self) -> tuple[str, ...]:
        """Return the names."""
        return tuple(_told(self.cleaned_data["organisations"]))

    def wish(self) -> Wish:
        """Return what a valid form asks for."""
        said = self.cleaned_data
        return Wish(
            role=said["role"],
            size=said["size"],
            minutes=round(60 * said["hours"]),
            domains=tuple(said["domains"]),
            languages=said["languages"],
            regions=tuple(said["regions"]),
            organisations=said["organisations"],
            new_share=said["new_share"],
            most=said["most"],
        )


class InviteForm(forms.Form):
    """Whom to invite, and what they are told. The wish comes along in a form of its own."""

    told = forms.CharField(
        label="What people are told before they answer",
        help_text="What it is about and what they may come to see. Nothing that a contract covers.",
        max_length=LONGEST_TOLD,
        widget=page(4),
        error_messages={"required": "Describe what people may come to see: they decide by it."},
    )
    days = whole("Days to answer", least=LEAST_DAYS, most=MOST_DAYS)
    people = forms.MultipleChoiceField(error_messages={"required": "Choose at least one person."})
    sent = forms.RegexField(re.compile(rf"^[\w-]{{{LENGTH}}}$", re.ASCII), initial=new_key)

    def __init__(self, *args: Any, told: str = "", keys: Iterable[str] = (), **kwargs: Any) -> None:  # noqa: ANN401 -- Django's own
        """Offer the people of the proposal."""
        super().__init__(*args, **{"initial": {"told": told, "days": USUAL_DAYS}, **kwargs})
        self.fields["people"].choices = [(key, key) for key in keys]  # type: ignore[attr-defined]  # it has choices


class AnswerForm(forms.Form):
    """Yes or no, or no with the time of reading to be paid."""

    act = forms.ChoiceField(choices=[(act, act) for act in ("accept", "decline", "decline paid")])


def _told(lines: str) -> list[str]:
    return [line.strip() for line in lines.splitlines()[:MOST_LINES] if line.strip()]
