"""Writing campaigns. Each verb is one transaction, safe to repeat, and returns what it made."""

from gadfly.campaigns.actions.adding import add_scorer
from gadfly.campaigns.actions.budgets import Bounds, bound_campaign, bound_endpoint
from gadfly.campaigns.actions.endpoints import (
    give_key,
    note_check,
    reseal_keys,
    retire_endpoint,
    set_up_endpoint,
)
from gadfly.campaigns.actions.founding import found_archive, found_campaign, revise_terms
from gadfly.campaigns.actions.imported import ImportedArms
from gadfly.campaigns.actions.scorers import found_next, register_scorer
from gadfly.campaigns.actions.seats import (
    agree,
    end_seat,
    ensure_pseudonym,
    give_seat,
    require_contracts,
    seat_within,
)
from gadfly.campaigns.actions.spending import reserve, settle
from gadfly.campaigns.actions.stages import close_campaign, open_campaign
from gadfly.campaigns.actions.targets import set_up_target

__all__ = [
    "Bounds",
    "ImportedArms",
    "add_scorer",
    "agree",
    "bound_campaign",
    "bound_endpoint",
    "close_campaign",
    "end_seat",
    "ensure_pseudonym",
    "found_archive",
    "found_campaign",
    "found_next",
    "give_key",
    "give_seat",
    "note_check",
    "open_campaign",
    "register_scorer",
    "require_contracts",
    "reseal_keys",
    "reserve",
    "retire_endpoint",
    "revise_terms",
    "seat_within",
    "set_up_endpoint",
    "set_up_target",
    "settle",
]
