"""Routes of calling."""

from django.urls import path

from gadfly.calling.views import closing, leading, member

urlpatterns = [
    path("c/<str:key>/cohort/", leading.cohort, name="campaign-cohort"),
    path("c/<str:key>/close/", closing.close, name="campaign-close"),
    path("calls/", member.my_calls, name="my-calls"),
    path("calls/<str:key>/", member.call, name="call"),
]
