"""Reading reviews."""

from gadfly.reviews.queries.batches import BatchLine, BatchView, ItemView, batch_lines, batch_view
from gadfly.reviews.queries.discussions import Discussion, discussion_of
from gadfly.reviews.queries.prospect import Prospect, prospect_of
from gadfly.reviews.queries.queue import BatchWork, queue_of, takes_back
from gadfly.reviews.queries.taxonomies import newest_taxonomies
from gadfly.reviews.queries.transcript import Told, told_of
from gadfly.reviews.queries.votes import Vote, votes_in

__all__ = [
    "BatchLine",
    "BatchView",
    "BatchWork",
    "Discussion",
    "ItemView",
    "Prospect",
    "Told",
    "Vote",
    "batch_lines",
    "batch_view",
    "discussion_of",
    "newest_taxonomies",
    "prospect_of",
    "queue_of",
    "takes_back",
    "told_of",
    "votes_in",
]
