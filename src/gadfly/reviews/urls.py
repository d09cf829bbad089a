"""Routes of reviews."""

from django.urls import path

from gadfly.reviews.views import discussing, exports, leading, measuring, reading, reviewing

urlpatterns = [
    path("c/<str:key>/reviews/", reviewing.reviews, name="reviews"),
    path("c/<str:key>/reviews/next/", reviewing.review_next, name="review-next"),
    path("c/<str:key>/batches/", leading.batches, name="batches"),
    path("c/<str:key>/groups/", leading.reviewer_groups, name="reviewer-groups"),
    path("c/<str:key>/taxonomies/", leading.taxonomies, name="taxonomies"),
    path("c/<str:key>/export/", exports.form, name="export"),
    path("c/<str:key>/export/<str:form>/", exports.file, name="export-file"),
    path("b/<str:key>/", leading.batch, name="batch"),
    path("b/<str:key>/close/", leading.batch_close, name="batch-close"),
    path("b/<str:key>/agreement/", measuring.batch_measure, name="batch-measure"),
    path("b/<str:key>/gold/", measuring.batch_gold, name="batch-gold"),
    path("b/<str:key>/votes/", measuring.batch_votes, name="batch-votes"),
    path("b/<str:key>/settle/", leading.batch_settle, name="batch-settle"),
    path("r/<str:key>/", reviewing.review, name="review"),
    path("r/<str:key>/open/", reviewing.review_open, name="review-open"),
    path("r/<str:key>/skip/", reviewing.review_skip, name="review-skip"),
    path("r/<str:key>/alarm/", reviewing.review_alarm, name="review-alarm"),
    path("r/<str:key>/draft/", reviewing.review_draft, name="review-draft"),
    path("r/<str:key>/undo/", reviewing.review_undo, name="review-undo"),
    path("a/<str:key>/read/", reading.attack_read, name="attack-read"),
    path("a/<str:key>/read/alarm/", reading.attack_read_alarm, name="attack-read-alarm"),
    path("i/<str:key>/", discussing.discussion, name="discussion"),
    path("i/<str:key>/alarm/", discussing.discussion_alarm, name="discussion-alarm"),
    path("i/<str:key>/vote/", discussing.revote, name="discussion-vote"),
]
