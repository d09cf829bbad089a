"""Who may do what: every route, by role, in one table (R16).

The doors (`access` of each area) enforce it; a test walks the routes, calls each one as each role
and in a neighbour's campaign, and compares. A route without a row fails the build.
"""

from dataclasses import dataclass
from enum import StrEnum

from gadfly.people.models import Role


class Methods(StrEnum):
    """Which methods a route answers; any other is 405."""

    READ = "GET"
    WRITE = "POST"
    BOTH = "GET POST"


ANYONE: frozenset[Role | None] = frozenset({None, *Role})
"""None is somebody who is not signed in."""
SIGNED_IN: frozenset[Role | None] = frozenset(Role)
FOUNDERS: frozenset[Role | None] = frozenset({Role.LEAD, Role.MANAGER})
LEADS: frozenset[Role | None] = frozenset({Role.LEAD})
RED_TEAMERS: frozenset[Role | None] = frozenset({Role.RED_TEAMER})
MANAGERS: frozenset[Role | None] = frozenset({Role.MANAGER})
SCORERS: frozenset[Role | None] = frozenset({Role.MEMBER, Role.RED_TEAMER, Role.REVIEWER, Role.LEAD})
"""Members and leads, by whatever seat: whom a manager may appoint to score applications."""
REVIEWERS: frozenset[Role | None] = frozenset({Role.REVIEWER})
STEWARDS: frozenset[Role | None] = frozenset({Role.STEWARD})


@dataclass(frozen=True, slots=True)
class Rule:
    """Who may call a route, how, and whether the campaign or attack in it must be one's own."""

    who: frozenset[Role | None]
    methods: Methods
    own: bool = False


POLICY = {
    "healthz": Rule(ANYONE, Methods.READ),
    "help": Rule(ANYONE, Methods.READ),
    "home": Rule(ANYONE, Methods.READ),
    "sign-in": Rule(ANYONE, Methods.READ),
    "sign-in-link": Rule(ANYONE, Methods.BOTH),
    "sign-out": Rule(ANYONE, Methods.WRITE),
    "network": Rule(ANYONE, Methods.READ),
    "apply": Rule(ANYONE, Methods.BOTH),
    "application": Rule(ANYONE, Methods.BOTH),
    "application-step": Rule(ANYONE, Methods.BOTH),
    "network-edit": Rule(MANAGERS, Methods.BOTH),
    "applicants": Rule(MANAGERS, Methods.READ),
    "applicant": Rule(MANAGERS, Methods.BOTH),
    "contracts": Rule(MANAGERS, Methods.BOTH),
    "scoring": Rule(SIGNED_IN, Methods.READ),
    "score": Rule(SCORERS, Methods.BOTH, own=True),
    "my-contracts": Rule(SIGNED_IN, Methods.READ),
    "contract": Rule(SIGNED_IN, Methods.BOTH, own=True),
    "certificate": Rule(SIGNED_IN, Methods.READ, own=True),
    "campaign-new": Rule(FOUNDERS, Methods.BOTH),
    "endpoints": Rule(FOUNDERS, Methods.READ),
    "endpoint-new": Rule(FOUNDERS, Methods.BOTH),
    "endpoint": Rule(FOUNDERS, Methods.READ),
    "endpoint-edit": Rule(FOUNDERS, Methods.BOTH),
    "endpoint-budget": Rule(FOUNDERS, Methods.BOTH),
    "endpoint-key": Rule(FOUNDERS, Methods.WRITE),
    "endpoint-check": Rule(FOUNDERS, Methods.WRITE),
    "endpoint-service": Rule(FOUNDERS, Methods.WRITE),
    "scorers": Rule(FOUNDERS, Methods.READ),
    "scorer": Rule(FOUNDERS, Methods.READ),
    "scorer-campaign": Rule(FOUNDERS, Methods.WRITE),
    "campaign": Rule(LEADS, Methods.READ, own=True),
    "campaign-terms": Rule(LEADS, Methods.BOTH, own=True),
    "campaign-design": Rule(LEADS, Methods.BOTH, own=True),
    "campaign-open": Rule(LEADS, Methods.WRITE, own=True),
    "campaign-close": Rule(LEADS, Methods.WRITE, own=True),
    "campaign-seats": Rule(LEADS, Methods.BOTH, own=True),
    "campaign-cohort": Rule(LEADS, Methods.BOTH, own=True),
    "my-calls": Rule(SIGNED_IN, Methods.READ),
    "call": Rule(SIGNED_IN, Methods.BOTH, own=True),
    "campaign-budget": Rule(LEADS, Methods.BOTH, own=True),
    "campaign-scores": Rule(LEADS, Methods.BOTH, own=True),
    "campaign-teach": Rule(LEADS, Methods.WRITE, own=True),
    "my-limits": Rule(SIGNED_IN, Methods.BOTH),
    "rest": Rule(SIGNED_IN, Methods.BOTH),
    "check-ins": Rule(SIGNED_IN, Methods.BOTH),
    "care": Rule(MANAGERS, Methods.BOTH),
    "alarms": Rule(STEWARDS, Methods.BOTH),
    "campaign-care": Rule(LEADS, Methods.BOTH, own=True),
    "attacks": Rule(LEADS, Methods.READ, own=True),
    "attack-read": Rule(LEADS, Methods.READ, own=True),
    "attack-read-alarm": Rule(LEADS, Methods.WRITE, own=True),
    "export": Rule(LEADS, Methods.READ, own=True),
    "export-file": Rule(LEADS, Methods.READ, own=True),
    "brief": Rule(RED_TEAMERS, Methods.BOTH, own=True),
    "my-attacks": Rule(SIGNED_IN, Methods.READ),
    "attack-new": Rule(RED_TEAMERS, Methods.BOTH, own=True),
    "attack": Rule(RED_TEAMERS, Methods.READ, own=True),
    "attack-message": Rule(RED_TEAMERS, Methods.WRITE, own=True),
    "attack-retry": Rule(RED_TEAMERS, Methods.WRITE, own=True),
    "attack-pick": Rule(RED_TEAMERS, Methods.WRITE, own=True),
    "attack-unpick": Rule(RED_TEAMERS, Methods.WRITE, own=True),
    "attack-end": Rule(RED_TEAMERS, Methods.WRITE, own=True),
    "attack-skip": Rule(RED_TEAMERS, Methods.WRITE, own=True),
    "attack-alarm": Rule(RED_TEAMERS, Methods.WRITE, own=True),
    "attack-rate": Rule(RED_TEAMERS, Methods.READ, own=True),
    "attack-report": Rule(RED_TEAMERS, Methods.WRITE, own=True),
    "attack-done": Rule(RED_TEAMERS, Methods.READ, own=True),
    "findings": Rule(LEADS | RED_TEAMERS, Methods.READ, own=True),
    "finding-new": Rule(LEADS | RED_TEAMERS, Methods.BOTH, own=True),
    "finding": Rule(LEADS | RED_TEAMERS, Methods.READ, own=True),
    "finding-step": Rule(LEADS | RED_TEAMERS, Methods.WRITE, own=True),
    "finding-items": Rule(LEADS, Methods.WRITE, own=True),
    "finding-retest": Rule(LEADS, Methods.WRITE, own=True),
    "reviews": Rule(REVIEWERS, Methods.READ, own=True),
    "review-next": Rule(REVIEWERS, Methods.WRITE, own=True),
    "review": Rule(REVIEWERS, Methods.BOTH, own=True),
    "review-open": Rule(REVIEWERS, Methods.WRITE, own=True),
    "review-skip": Rule(REVIEWERS, Methods.WRITE, own=True),
    "review-alarm": Rule(REVIEWERS, Methods.WRITE, own=True),
    "review-draft": Rule(REVIEWERS, Methods.WRITE, own=True),
    "review-undo": Rule(REVIEWERS, Methods.WRITE, own=True),
    "discussion": Rule(REVIEWERS | LEADS, Methods.BOTH, own=True),
    "discussion-alarm": Rule(REVIEWERS | LEADS, Methods.WRITE, own=True),
    "discussion-vote": Rule(REVIEWERS | LEADS, Methods.WRITE, own=True),
    "batches": Rule(LEADS, Methods.BOTH, own=True),
    "batch": Rule(LEADS, Methods.READ, own=True),
    "batch-close": Rule(LEADS, Methods.WRITE, own=True),
    "batch-measure": Rule(LEADS, Methods.WRITE, own=True),
    "batch-gold": Rule(LEADS, Methods.WRITE, own=True),
    "batch-votes": Rule(LEADS, Methods.READ, own=True),
    "batch-settle": Rule(LEADS, Methods.WRITE, own=True),
    "reviewer-groups": Rule(LEADS, Methods.WRITE, own=True),
    "taxonomies": Rule(LEADS, Methods.BOTH, own=True),
    "insights": Rule(LEADS, Methods.READ, own=True),
    "insights-chart": Rule(LEADS, Methods.READ, own=True),
    "insights-behind": Rule(LEADS, Methods.READ, own=True),
    "insights-compare": Rule(LEADS, Methods.READ, own=True),
    "map": Rule(LEADS, Methods.READ, own=True),
    "map-draw": Rule(LEADS, Methods.WRITE, own=True),
    "map-file": Rule(LEADS, Methods.READ, own=True),
    "my-pay": Rule(SIGNED_IN, Methods.BOTH),
    "statement": Rule(RED_TEAMERS | LEADS | MANAGERS, Methods.READ, own=True),
    "statement-step": Rule(LEADS | MANAGERS, Methods.WRITE, own=True),
    "campaign-pay": Rule(LEADS | MANAGERS, Methods.BOTH, own=True),
    "campaign-statements": Rule(LEADS | MANAGERS, Methods.WRITE, own=True),
    "campaign-correction": Rule(LEADS | MANAGERS, Methods.WRITE, own=True),
    "payment-runs": Rule(MANAGERS, Methods.BOTH),
    "payment-run": Rule(MANAGERS, Methods.READ),
}
