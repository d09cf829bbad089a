"""Endpoints, targets and scorers; campaigns, their terms and arms; seats, agreements and budgets."""

from gadfly.campaigns.models.campaigns import (
    Agreement,
    Arm,
    Campaign,
    Continuation,
    Reveal,
    Seat,
    SeatRole,
    Stage,
    Terms,
)
from gadfly.campaigns.models.endpoints import Budget, Endpoint, Form, Intervention, Meter, Scope, Target
from gadfly.campaigns.models.scorers import Lesson, Origin, Scorer

__all__ = [
    "Agreement",
    "Arm",
    "Budget",
    "Campaign",
    "Continuation",
    "Endpoint",
    "Form",
    "Intervention",
    "Lesson",
    "Meter",
    "Origin",
    "Reveal",
    "Scope",
    "Scorer",
    "Seat",
    "SeatRole",
    "Stage",
    "Target",
    "Terms",
]
