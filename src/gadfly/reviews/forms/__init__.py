"""What reviewers and leads send. Each field is listed; names that are not change nothing (R19)."""

from gadfly.reviews.forms.batches import (
    BatchForm,
    BatchPageForm,
    GoldForm,
    GroupsForm,
    SettleForm,
    TaxonomyForm,
    VotesForm,
)
from gadfly.reviews.forms.reviews import RemarkForm, ReviewForm, SkipForm

__all__ = [
    "BatchForm",
    "BatchPageForm",
    "GoldForm",
    "GroupsForm",
    "RemarkForm",
    "ReviewForm",
    "SettleForm",
    "SkipForm",
    "TaxonomyForm",
    "VotesForm",
]
