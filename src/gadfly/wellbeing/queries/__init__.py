"""Reading what is kept for people's well-being."""

from gadfly.wellbeing.queries.alarms import Raised, alarmed_in, alarms
from gadfly.wellbeing.queries.breaks import Rested, offered_in, rested_in
from gadfly.wellbeing.queries.check_ins import Shown, check_ins_for, check_ins_of, is_due, trend_of
from gadfly.wellbeing.queries.doses import Rest, caps_of, rest_of, row_until, severe_row, sitting
from gadfly.wellbeing.queries.help import care, contact, lines
from gadfly.wellbeing.queries.limits import levels_of, limits_among, limits_of, topics_for

__all__ = [
    "Raised",
    "Rest",
    "Rested",
    "Shown",
    "alarmed_in",
    "alarms",
    "caps_of",
    "care",
    "check_ins_for",
    "check_ins_of",
    "contact",
    "is_due",
    "levels_of",
    "limits_among",
    "limits_of",
    "lines",
    "offered_in",
    "rest_of",
    "rested_in",
    "row_until",
    "severe_row",
    "sitting",
    "topics_for",
    "trend_of",
]
