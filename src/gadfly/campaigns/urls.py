"""Routes of campaigns, and the first page: it shows what waits in them."""

from django.urls import path

from gadfly.campaigns.views import leading, seating, taking_part

urlpatterns = [
    path("", taking_part.home, name="home"),
    path("c/new/", leading.new, name="campaign-new"),
    path("c/<str:key>/", leading.campaign, name="campaign"),
    path("c/<str:key>/terms/", leading.terms, name="campaign-terms"),
    path("c/<str:key>/open/", leading.open_, name="campaign-open"),
    path("c/<str:key>/people/", seating.seats, name="campaign-seats"),
    path("c/<str:key>/brief/", taking_part.brief, name="brief"),
]
