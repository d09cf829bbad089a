"""Endpoints and targets; campaigns, their terms and arms; seats, agreements and budgets."""

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

__all__ = [
    "Agreement",
    "Arm",
    "Budget",
    "Campaign",
    "Continuation",
    "Endpoint",
    "Form",
    "Intervention",
    "Meter",
    "Reveal",
    "Scope",
    "Seat",
    "SeatRole",
    "Stage",
    "Target",
    "Terms",
]
