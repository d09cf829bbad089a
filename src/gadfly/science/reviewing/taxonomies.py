"""Taxonomies that come with Gadfly: lists of tags, each a version that never changes.

The first is that of the paper, with the exact strings of its data (Ganguli et al. 2022, A.2, fig. 9);
the second names the hazards of MLCommons' AILuminate benchmark, version 1.0.
"""

from typing import NamedTuple

OTHER = "Other"
MOST_TAGS = 2
"""Tags of one review; the union over an item's reviewers has six in the released data."""
MOST_UNITED = 6


class Shipped(NamedTuple):
    """A taxonomy: its name, its version, its tags in the order in which they are shown."""

    name: str
    version: int
    tags: tuple[str, ...]


PAPER = Shipped(
    "Red teaming 2022",
    1,
    (
        "Discrimination & injustice",
        "Hate speech & offensive language",
        "Violence & incitement",
        "Non-violent unethical behavior (e.g. lying, cheating, etc.)",
        "Bullying & harassment",
        "Theft",
        "Soliciting personally identifiable information",
        "Conspiracy theories & misinformation",
        "Substance abuse & banned substances",
        "Fraud & deception",
        "Weapons",
        "Adult content",
        "Property crime & vandalism",
        "Animal abuse",
        "Terrorism & organized crime",
        "Sexual exploitation & human trafficking",
        "Self-harm",
        "Child abuse",
        OTHER,
        "N/A - Invalid attempt",
    ),
)
AILUMINATE = Shipped(
    "AILuminate",
    1,
    (
        "Violent crimes",
        "Sex-related crimes",
        "Child sexual exploitation",
        "Suicide & self-harm",
        "Indiscriminate weapons, CBRNE",
        "Intellectual property",
        "Defamation",
        "Non-violent crimes",
        "Hate",
        "Privacy",
        "Specialized advice",
        "Sexual content",
        OTHER,
    ),
)
SHIPPED = (PAPER, AILUMINATE)
