"""Routes of insights."""

from django.urls import path

from gadfly.insights import views

urlpatterns = [
    path("c/<str:key>/insights/", views.insights, name="insights"),
    path("c/<str:key>/insights/<str:name>.svg", views.chart, name="insights-chart"),
]
