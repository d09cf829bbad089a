"""The sections of a report, in its order. To add one: a function from `Attacks` to `Section`, and a line.

Each line names the section for its files and its place in summary.json, and tells about how many
microseconds of a processor an attack takes, for the plan.
"""

from collections.abc import Callable
from typing import NamedTuple

from gadfly.science.atlas.drawing import LANDMARKS
from gadfly.science.insights.attacks import Attacks
from gadfly.science.insights.section import Section
from gadfly.science.insights.sections.atlas import atlas, templates, unseen
from gadfly.science.insights.sections.cells import cells
from gadfly.science.insights.sections.datasheet import datasheet
from gadfly.science.insights.sections.firsts import firsts
from gadfly.science.insights.sections.grades import MOST, grades
from gadfly.science.insights.sections.models import mixed
from gadfly.science.insights.sections.outcomes import marginals, rating_and_score
from gadfly.science.insights.sections.people import people
from gadfly.science.insights.sections.refusals import refusals
from gadfly.science.insights.sections.reviewers import reviewers
from gadfly.science.insights.sections.samples import samples
from gadfly.science.insights.sections.skill import skill
from gadfly.science.insights.sections.slopes import slopes
from gadfly.science.insights.sections.tags import tags
from gadfly.science.insights.sections.texts import copies, personal_data


class Entry(NamedTuple):
    """A section's name, what makes it, its microseconds per attack.

    `of_map`: there is none without the map. `by_topic`: it takes islands for topics where there is one.
    `most`: how many attacks take `micros`; each of those beyond takes `beyond`.
    """

    name: str
    make: Callable[[Attacks], Section]
    micros: float
    of_map: bool = False
    by_topic: bool = False
    most: int = 1 << 40
    beyond: float = 0.0

    def seconds(self, attacks: int) -> float:
        """Return about how long so many attacks take on one processor."""
        near = min(attacks, self.most)
        return (near * self.micros + (attacks - near) * self.beyond) / 1e6


def well_being(_: Attacks) -> Section:
    """Return why there is nothing on the well-being of people: no form of dataset holds it."""
    return Section("Well-being", absent="datasets hold no answers on well-being; a campaign's own pages do.")


SECTIONS = (
    Entry("cells", cells, 3),
    Entry("slopes", slopes, 2),
    Entry("mixed", mixed, 10),
    Entry("people", people, 0.5),
    Entry("marginals", marginals, 5),
    Entry("rating_and_score", rating_and_score, 1),
    Entry("refusals", refusals, 1),
    Entry("firsts", firsts, 1),
    Entry("samples", samples, 1),
    Entry("tags", tags, 2),
    Entry("atlas", atlas, 800, of_map=True, most=LANDMARKS, beyond=200),
    Entry("unseen", unseen, 3, of_map=True),
    Entry("templates", templates, 3, of_map=True),
    Entry("skill", skill, 60, by_topic=True),
    Entry("grades", grades, 500, by_topic=True, most=MOST),
    Entry("reviewers", reviewers, 1),
    Entry("copies", copies, 12),
    Entry("personal_data", personal_data, 40),
    Entry("well_being", well_being, 0),
    Entry("datasheet", datasheet, 3),
)
