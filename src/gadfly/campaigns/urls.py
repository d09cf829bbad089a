"""Routes of campaigns, and the first page: it shows what waits in them."""

from django.urls import path

from gadfly.campaigns.views import designing, endpoints, leading, scorers, seating, spending, taking_part

urlpatterns = [
    path("", taking_part.home, name="home"),
    path("c/new/", leading.new, name="campaign-new"),
    path("c/<str:key>/", leading.campaign, name="campaign"),
    path("c/<str:key>/terms/", leading.terms, name="campaign-terms"),
    path("c/<str:key>/design/", designing.design, name="campaign-design"),
    path("c/<str:key>/open/", leading.open_, name="campaign-open"),
    path("c/<str:key>/people/", seating.seats, name="campaign-seats"),
    path("c/<str:key>/budget/", spending.budget, name="campaign-budget"),
    path("c/<str:key>/brief/", taking_part.brief, name="brief"),
    path("scorers/", scorers.scorers, name="scorers"),
    path("scorers/<str:key>/", scorers.scorer, name="scorer"),
    path("scorers/<str:key>/campaign/", scorers.following, name="scorer-campaign"),
    path("endpoints/", endpoints.endpoints, name="endpoints"),
    path("endpoints/new/", endpoints.new, name="endpoint-new"),
    path("endpoints/<str:key>/", endpoints.endpoint, name="endpoint"),
    path("endpoints/<str:key>/edit/", endpoints.edit, name="endpoint-edit"),
    path("endpoints/<str:key>/budget/", spending.endpoint_budget, name="endpoint-budget"),
    path("endpoints/<str:key>/key/", endpoints.secret, name="endpoint-key"),
    path("endpoints/<str:key>/check/", endpoints.check, name="endpoint-check"),
    path("endpoints/<str:key>/service/", endpoints.service, name="endpoint-service"),
]
