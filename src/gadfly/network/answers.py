"""What an application must hold, and when it is eligible. Plain values: forms and files share it."""

from collections.abc import Mapping
from typing import Any

LEAST_HOURS = 5
MOST_HOURS = 2_000
LEVELS = ((1, "some"), (2, "working knowledge"), (3, "professional"), (4, "leading"))
FLUENCIES = ((1, "basic"), (2, "working"), (3, "fluent"), (4, "first language"))
REGIONS = (
    ("africa", "Africa"),
    ("east-asia", "East and South-East Asia"),
    ("europe", "Europe"),
    ("latin-america", "Latin America and the Caribbean"),
    ("middle-east", "Middle East"),
    ("north-america", "North America"),
    ("oceania", "Oceania"),
    ("south-asia", "Central and South Asia"),
)
PURPOSES = (
    (
        "vetting",
        "My answers are read to decide on this application, by managers and, without my name, by scorers.",
    ),
    (
        "calling",
        "If I join, my domains, languages, region and hours are used to call me to campaigns that fit.",
    ),
    ("balance", "What I may say about myself is counted, in sums only, to see whom the network lacks."),
)
"""What data are used for: each is asked for by itself, and only the first is needed to apply."""
STEPS = {
    "about": "You",
    "languages": "Languages",
    "history": "Where you belong",
    "domains": "What you know",
    "experience": "Experience",
    "time": "Time and topics",
    "conflicts": "Conflicts",
    "consent": "Consent",
    "self": "For balance (optional)",
}
OPTIONAL = frozenset({"self"})


def missing(answers: Mapping[str, Any]) -> list[str]:
    """Return the steps that still have to be filled in, in their order."""
    return [step for step in STEPS if step not in OPTIONAL and step not in answers]


def ineligible(answers: Mapping[str, Any]) -> str:
    """Return why the rule cannot let the application on to scorers, in a sentence; empty when it can."""
    if not answers["domains"]["levels"] and not answers["experience"]["lived"].strip():
        return "Neither a domain nor lived experience was named."
    return ""
