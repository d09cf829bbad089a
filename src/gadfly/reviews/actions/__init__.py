"""Writing reviews. Each verb is one transaction, safe to repeat, and returns what it made."""

from gadfly.reviews.actions.batches import BatchWish, close_batch, draw_batch
from gadfly.reviews.actions.crossings import report_crossing
from gadfly.reviews.actions.groups import set_groups
from gadfly.reviews.actions.measuring import ask_measurement, mark_gold, measure
from gadfly.reviews.actions.settling import ask_third, open_discussion, record_remark
from gadfly.reviews.actions.taking import open_assignment, skip_assignment, take_next
from gadfly.reviews.actions.taxonomies import ensure_shipped, revise_taxonomy
from gadfly.reviews.actions.writing import draft_of, record_review, save_draft, take_back

__all__ = [
    "BatchWish",
    "ask_measurement",
    "ask_third",
    "close_batch",
    "draft_of",
    "draw_batch",
    "ensure_shipped",
    "mark_gold",
    "measure",
    "open_assignment",
    "open_discussion",
    "record_remark",
    "record_review",
    "report_crossing",
    "revise_taxonomy",
    "save_draft",
    "set_groups",
    "skip_assignment",
    "take_back",
    "take_next",
]
