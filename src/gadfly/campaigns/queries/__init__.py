"""Reading campaigns."""

from gadfly.campaigns.models import Intervention
from gadfly.campaigns.queries.arms import arm_names, arms_drawn_on
from gadfly.campaigns.queries.budgets import (
    Allowance,
    Balance,
    allowance_of,
    balance_of,
    budget_of,
    spending_of,
)
from gadfly.campaigns.queries.completeness import Check, checks, missing
from gadfly.campaigns.queries.endpoints import EndpointView, endpoint_views, targets_of
from gadfly.campaigns.queries.meters import Asked
from gadfly.campaigns.queries.overview import ArmView, Overview, SeatView, overview_of, seats_in
from gadfly.campaigns.queries.scorers import (
    ScorerView,
    arms_ever,
    breaches,
    kinships,
    offered,
    reference_of,
    reference_of_campaign,
    scorer_view,
    scorer_views,
    taught,
)
from gadfly.campaigns.queries.terms import (
    accepts_attacks,
    agreed_at,
    has_agreed,
    newest_terms,
    target_of,
    targets_on,
    terms_revealed_together,
)
from gadfly.campaigns.queries.work import Job, Work, calls_waiting, own_attacks_in, work_of

INTERVENTIONS: tuple[str, ...] = tuple(Intervention.values)
"""What may have been done to a model, in the words of the released data."""

__all__ = [
    "INTERVENTIONS",
    "Allowance",
    "ArmView",
    "Asked",
    "Balance",
    "Check",
    "EndpointView",
    "Job",
    "Overview",
    "ScorerView",
    "SeatView",
    "Work",
    "accepts_attacks",
    "agreed_at",
    "allowance_of",
    "arm_names",
    "arms_drawn_on",
    "arms_ever",
    "balance_of",
    "breaches",
    "budget_of",
    "calls_waiting",
    "checks",
    "endpoint_views",
    "has_agreed",
    "kinships",
    "missing",
    "newest_terms",
    "offered",
    "overview_of",
    "own_attacks_in",
    "reference_of",
    "reference_of_campaign",
    "scorer_view",
    "scorer_views",
    "seats_in",
    "spending_of",
    "target_of",
    "targets_of",
    "targets_on",
    "taught",
    "terms_revealed_together",
    "work_of",
]
