"""The reviewers' page. Reviews themselves come later."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from gadfly.campaigns.access import Right, campaign_for
from gadfly.people.access import signed_in


@require_safe
def reviews(request: HttpRequest, key: str) -> HttpResponse:
    """Say that reviews are not open yet."""
    campaign = campaign_for(signed_in(request), key, to=Right.REVIEW)
    return render(request, "reviews/reviews.html", {"campaign": campaign})
