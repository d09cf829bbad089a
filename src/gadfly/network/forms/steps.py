"""The steps of an application, a form each: what it asks, and what it keeps as plain values."""

from collections.abc import Iterator, Mapping
from typing import Any, ClassVar
from zoneinfo import available_timezones

from django import forms
from django.forms import BoundField

from gadfly.network.answers import (
    FLUENCIES,
    LEAST_HOURS,
    LEVELS,
    MOST_HOURS,
    PURPOSES,
    REGIONS,
)
from gadfly.network.domains import domains
from gadfly.network.forms.fields import choice, line, lines_of, number, text, tick
from gadfly.shared.markdown import host_of

ADDRESS = "Give an e-mail address, such as bo@example.org."
EARLIEST, LATEST = 1930, 2100


class StepForm(forms.Form):
    """A step. `answers` is what a valid one keeps, `told` gives it back to the page."""

    rows: ClassVar[tuple[tuple[str, ...], ...]] = ()
    """Names of fields that stand side by side, a row each."""

    @classmethod
    def told(cls, answers: Mapping[str, Any]) -> dict[str, Any]:
        """Return the fields' values for what was kept."""
        return dict(answers)

    def answers(self) -> dict[str, Any]:
        """Return what to keep of a valid form."""
        return dict(self.cleaned_data)

    def table(self) -> Iterator[list[BoundField]]:
        """Yield the rows of fields that stand side by side."""
        for names in self.rows:
            yield [self[name] for name in names]

    def singles(self) -> list[BoundField]:
        """Return the fields that stand by themselves."""
        beside = {name for names in self.rows for name in names}
        return [field for field in self if field.name not in beside]


class AboutForm(StepForm):
    """Who it is and where."""

    name = line("Name", autocomplete="name", helps="As you would sign.")
    email = forms.EmailField(
        label="E-mail",
        max_length=200,
        widget=forms.EmailInput(attrs={"class": "input", "autocomplete": "email"}),
        error_messages={"required": ADDRESS, "invalid": ADDRESS},
    )
    country = line("Country", autocomplete="country-name", longest=80)
    region = choice("Region", REGIONS)
    zone = choice(
        "Time zone", [(zone, zone.replace("_", " ")) for zone in sorted(available_timezones()) if "/" in zone]
    )


def _numbered(names: tuple[str, ...], count: int) -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(f"{name}_{number}" for name in names) for number in range(1, count + 1))


class LanguagesForm(StepForm):
    """Languages with level; the first row is needed."""

    rows = _numbered(("language", "level"), 6)

    def __init__(self, *args: Any, **more: Any) -> None:  # noqa: ANN401 -- Django's own signature
        super().__init__(*args, **more)
        for number_, (language, level) in enumerate(self.rows, start=1):
            self.fields[language] = line(f"Language {number_}", required=number_ == 1, longest=60)
            self.fields[level] = choice(f"How well, language {number_}", FLUENCIES, required=number_ == 1)

    @classmethod
    def told(cls, answers: Mapping[str, Any]) -> dict[str, Any]:
        """Return the fields' values for what was kept."""
        pairs = zip(cls.rows, answers.get("spoken", ()), strict=False)
        return {name: value for names, pair in pairs for name, value in zip(names, pair, strict=True)}

    def clean(self) -> dict[str, Any]:
        """Ask for the level of each language that is named."""
        for language, level in self.rows:
            if (
                bool(self.cleaned_data.get(language)) != bool(self.cleaned_data.get(level))
                and not self.errors
            ):
                self.add_error(level, "A language and how well: give both, or neither.")
        return self.cleaned_data

    def answers(self) -> dict[str, Any]:
        """Return the languages with their level."""
        told = self.cleaned_data
        return {"spoken": [[told[name], int(told[level])] for name, level in self.rows if told[name]]}


class HistoryForm(StepForm):
    """Where one belongs and belonged. From this conflicts of interest are found."""

    rows = _numbered(("place", "since", "until"), 5)

    def __init__(self, *args: Any, **more: Any) -> None:  # noqa: ANN401 -- Django's own signature
        super().__init__(*args, **more)
        for number_, (place, since, until) in enumerate(self.rows, start=1):
            self.fields[place] = line(f"Organisation {number_}", required=False)
            self.fields[since] = number(f"{number_}, from year", least=EARLIEST, most=LATEST, required=False)
            self.fields[until] = number(f"{number_}, to year", least=EARLIEST, most=LATEST, required=False)

    @classmethod
    def told(cls, answers: Mapping[str, Any]) -> dict[str, Any]:
        """Return the fields' values for what was kept."""
        kept = zip(cls.rows, answers.get("places", ()), strict=False)
        return {name: value for names, place in kept for name, value in zip(names, place, strict=True)}

    def clean(self) -> dict[str, Any]:
        """Ask for the first year, and for years in their order."""
        for place, since, until in self.rows:
            name, first, last = (self.cleaned_data.get(field) for field in (place, since, until))
            if bool(name) != bool(first) and not self.errors:
                self.add_error(since, "An organisation and its first year: give both, or neither.")
            elif first and last and last < first:
                self.add_error(until, "This year is before the first one.")
        return self.cleaned_data

    def answers(self) -> dict[str, Any]:
        """Return the places with their years; without a last year one is there to this day."""
        told = self.cleaned_data
        return {"places": [[told[a], told[b], told[c]] for a, b, c in self.rows if told[a]]}


class DomainsForm(StepForm):
    """The domains of the list, each with a level and evidence, and what the list lacks."""

    rows = tuple((f"level_{one.slug}", f"evidence_{one.slug}") for one in domains().listed)

    def __init__(self, *args: Any, **more: Any) -> None:  # noqa: ANN401 -- Django's own signature
        super().__init__(*args, **more)
        for one in domains().listed:
            self.fields[f"level_{one.slug}"] = choice(one.name, LEVELS, required=False, empty="–")
            self.fields[f"evidence_{one.slug}"] = line(
                f"Evidence for {one.name}", required=False, longest=300, placeholder="https://"
            )
        self.fields["other"] = line("Another field", required=False, helps="One that the list lacks.")

    @classmethod
    def told(cls, answers: Mapping[str, Any]) -> dict[str, Any]:
        """Return the fields' values for what was kept."""
        levels = {f"level_{slug}": level for slug, level in answers.get("levels", {}).items()}
        evidence = {f"evidence_{slug}": link for slug, link in answers.get("evidence", {}).items()}
        return {**levels, **evidence, "other": answers.get("other", "")}

    def clean(self) -> dict[str, Any]:
        """Ask for https addresses as evidence, and only of what a level was given for."""
        for level, evidence in self.rows:
            link = self.cleaned_data.get(evidence)
            if link and host_of(link) is None:
                self.add_error(evidence, "Give a whole address that begins with https://.")
            elif link and not self.cleaned_data.get(level):
                self.add_error(level, "Choose how well you know it, or take the address away.")
        return self.cleaned_data

    def answers(self) -> dict[str, Any]:
        """Return levels and evidence by slug, with the version of the list."""
        told = self.cleaned_data
        known = [one.slug for one in domains().listed if told[f"level_{one.slug}"]]
        return {
            "list": domains().version,
            "levels": {slug: int(told[f"level_{slug}"]) for slug in known},
            "evidence": {slug: told[f"evidence_{slug}"] for slug in known if told[f"evidence_{slug}"]},
            "other": told["other"],
        }


class ExperienceForm(StepForm):
    """What one has lived through, and with AI."""

    lived = text(
        "Lived experience",
        helps="What have you lived through that lets you see harm others miss? It counts as much as a title.",
    )
    ai = text("Experience with AI systems", helps="Not needed. Leave it empty if you have none.")


class TimeForm(StepForm):
    """Hours, and what is never to be shown."""

    hours = number(
        "Hours a year",
        least=LEAST_HOURS,
        most=MOST_HOURS,
        helps=f"At most. {LEAST_HOURS} is a good answer; you are never asked for more.",
    )
    never = text(
        "Topics never to be shown to you",
        helps="One a line. You need give no reason, and it is not counted against you.",
    )
    needs = text("What you need to work well", helps="Devices, accessibility, times of day.", rows=2)


class ConflictsForm(StepForm):
    """Conflicts of interest that no history shows."""

    organisations = text(
        "Organisations you could not judge freely",
        helps="One a line: funders, holdings, family, those you advise.",
        rows=3,
    )
    declared = tick("I have named every conflict of interest I know of, or there is none.", required=True)

    @classmethod
    def told(cls, answers: Mapping[str, Any]) -> dict[str, Any]:
        """Return the fields' values for what was kept."""
        return {"organisations": "\n".join(answers.get("organisations", ())), "declared": bool(answers)}

    def answers(self) -> dict[str, Any]:
        """Return the names."""
        return {"organisations": lines_of(self.cleaned_data["organisations"])}


class ConsentForm(StepForm):
    """Consent, purpose by purpose."""

    vetting = tick(
        PURPOSES[0][1],
        required=True,
        sentence="Without this your application cannot be read. Tick the box, or leave the page.",
    )
    calling = tick(PURPOSES[1][1])
    balance = tick(PURPOSES[2][1])
    adult = tick(
        "I am 18 or older.", required=True, sentence="Members see disturbing content, so all are adults."
    )


class SelfForm(StepForm):
    """Optional, kept apart, read in sums only."""

    age = choice(
        "Age",
        [(a, a) for a in ("18–24", "25–39", "40–59", "60 and over")],
        required=False,
        empty="I would rather not say",
    )
    gender = choice(
        "Gender",
        [(g, g) for g in ("woman", "man", "another")],
        required=False,
        empty="I would rather not say",
    )
    disability = choice(
        "Disability", [(d, d) for d in ("yes", "no")], required=False, empty="I would rather not say"
    )


FORMS: dict[str, type[StepForm]] = {
    "about": AboutForm,
    "languages": LanguagesForm,
    "history": HistoryForm,
    "domains": DomainsForm,
    "experience": ExperienceForm,
    "time": TimeForm,
    "conflicts": ConflictsForm,
    "consent": ConsentForm,
    "self": SelfForm,
}
"""The form of each step, in the order of `answers.STEPS`."""
