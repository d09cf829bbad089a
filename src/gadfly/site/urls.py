"""All routes. Each has a row in `policy.py`; a test walks both."""

from django.urls import include, path

from gadfly.site import views

urlpatterns = [
    path("healthz", views.healthz, name="healthz"),
    path("help/", views.helped, name="help"),
    path("", include("gadfly.people.urls")),
    path("", include("gadfly.network.urls")),
    path("", include("gadfly.campaigns.urls")),
    path("", include("gadfly.wellbeing.urls")),
    path("", include("gadfly.attacks.urls")),
    path("", include("gadfly.reviews.urls")),
    path("", include("gadfly.insights.urls")),
    path("", include("gadfly.ledger.urls")),
    path("", include("gadfly.findings.urls")),
    path("", include("gadfly.calling.urls")),
]

handler400 = "gadfly.site.views.misunderstood"
