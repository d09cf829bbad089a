"""Reading reviews."""

from gadfly.reviews.queries.agreement import Agreed, agreement_on, vote_rows
from gadfly.reviews.queries.batches import BatchLine, BatchView, ItemView, batch_lines, batch_view
from gadfly.reviews.queries.discussions import Discussion, discussion_of
from gadfly.reviews.queries.opinions import Round, rounds_on
from gadfly.reviews.queries.prospect import Prospect, prospect_of
from gadfly.reviews.queries.queue import BatchWork, queue_of, takes_back
from gadfly.reviews.queries.taxonomies import newest_taxonomies
from gadfly.reviews.queries.transcript import Told, told_of
from gadfly.reviews.votes import Vote, votes_in

__all__ = [
    "Agreed",
    "BatchLine",
    "BatchView",
    "BatchWork",
    "Discussion",
    "ItemView",
    "Prospect",
    "Round",
    "Told",
    "Vote",
    "agreement_on",
    "batch_lines",
    "batch_view",
    "discussion_of",
    "newest_taxonomies",
    "prospect_of",
    "queue_of",
    "rounds_on",
    "takes_back",
    "told_of",
    "vote_rows",
    "votes_in",
]
