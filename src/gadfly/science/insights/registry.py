"""The sections of a report, in its order. To add one: a function from `Attacks` to `Section`, and a line.

Each line names the section for its files and its place in summary.json, and tells about how many
microseconds of a processor an attack takes, for the plan.
"""

from collections.abc import Callable
from typing import NamedTuple

from gadfly.science.insights.attacks import Attacks
from gadfly.science.insights.section import Section
from gadfly.science.insights.sections.cells import cells
from gadfly.science.insights.sections.datasheet import datasheet
from gadfly.science.insights.sections.outcomes import marginals, rating_and_score
from gadfly.science.insights.sections.people import people
from gadfly.science.insights.sections.slopes import slopes
from gadfly.science.insights.sections.tags import tags
from gadfly.science.insights.sections.texts import copies, personal_data


class Entry(NamedTuple):
    """A section's name, what makes it, its microseconds per attack, and whether it is part of the map."""

    name: str
    make: Callable[[Attacks], Section]
    micros: float
    of_map: bool = False


SECTIONS = (
    Entry("cells", cells, 3),
    Entry("slopes", slopes, 2),
    Entry("people", people, 0.5),
    Entry("marginals", marginals, 5),
    Entry("rating_and_score", rating_and_score, 1),
    Entry("tags", tags, 2),
    Entry("copies", copies, 12),
    Entry("personal_data", personal_data, 40),
    Entry("datasheet", datasheet, 3),
)
