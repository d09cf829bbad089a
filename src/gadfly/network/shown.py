"""An application as pages show it: in words, and for scorers without what tells who it is."""

import re
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from gadfly.network.answers import FLUENCIES, LEVELS, REGIONS
from gadfly.network.domains import domains

_HIDDEN = "[address]"


class Known(NamedTuple):
    """A domain or language, how well, and the evidence: an address, or empty."""

    name: str
    level: str
    evidence: str = ""


class Blind(NamedTuple):
    """What a scorer reads: no name, address, organisation, country or link."""

    region: str
    languages: Sequence[Known]
    domains: Sequence[Known]
    other: str
    lived: str
    ai: str
    hours: int | None


def blind(answers: Mapping[str, Any]) -> Blind:
    """Return what a scorer may read of the answers; of evidence, only that there is some."""
    name, email = (answers.get("about", {}).get(part, "") for part in ("name", "email"))
    places = [place[0] for place in answers.get("history", {}).get("places", ())]
    tells = [one for one in (name, email, *name.split(), *places) if len(one) > 2]  # noqa: PLR2004 -- shorter ones are in every word
    experience = answers.get("experience", {})
    return Blind(
        region=dict(REGIONS).get(answers.get("about", {}).get("region", ""), ""),
        languages=languages_in(answers),
        domains=[one._replace(evidence="given" if one.evidence else "") for one in domains_in(answers)],
        other=without(answers.get("domains", {}).get("other", ""), tells),
        lived=without(experience.get("lived", ""), tells),
        ai=without(experience.get("ai", ""), tells),
        hours=answers.get("time", {}).get("hours"),
    )


def without(words: str, tells: Sequence[str]) -> str:
    """Return the words with the applicant's own names and organisations, and all addresses, blotted out."""
    for tell in sorted(tells, key=len, reverse=True):
        words = re.sub(rf"(?i)(?<!\w){re.escape(tell)}(?!\w)", "[…]", words)
    return re.sub(r"\S+@\S+|https?://\S+", _HIDDEN, words)


def languages_in(answers: Mapping[str, Any]) -> list[Known]:
    """Return the languages with their level in words."""
    return [
        Known(name, dict(FLUENCIES)[level]) for name, level in answers.get("languages", {}).get("spoken", ())
    ]


def domains_in(answers: Mapping[str, Any]) -> list[Known]:
    """Return the domains with their level in words, best known first."""
    told = answers.get("domains", {})
    levels = sorted(told.get("levels", {}).items(), key=lambda pair: -pair[1])
    evidence = told.get("evidence", {})
    return [
        Known(domains().name_of(slug), dict(LEVELS)[level], evidence.get(slug, "")) for slug, level in levels
    ]
