"""Routes of wellbeing."""

from django.urls import path

from gadfly.wellbeing.views import caring, own

urlpatterns = [
    path("me/limits/", own.limits, name="my-limits"),
    path("me/rest/", own.rest, name="rest"),
    path("me/check-ins/", own.check_ins, name="check-ins"),
    path("care/", caring.care, name="care"),
    path("alarms/", caring.alarms, name="alarms"),
    path("c/<str:key>/care/", caring.campaign_care, name="campaign-care"),
]
