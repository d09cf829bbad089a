"""Routes of findings."""

from django.urls import path

from gadfly.findings.views import leading, writing

urlpatterns = [
    path("c/<str:key>/findings/", writing.findings, name="findings"),
    path("c/<str:key>/findings/new/", writing.finding_new, name="finding-new"),
    path("f/<str:key>/", writing.finding, name="finding"),
    path("f/<str:key>/step/", writing.finding_step, name="finding-step"),
    path("f/<str:key>/items/", leading.finding_items, name="finding-items"),
    path("f/<str:key>/retest/", leading.finding_retest, name="finding-retest"),
]
