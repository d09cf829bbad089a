"""Routes of insights."""

from django.urls import path

from gadfly.insights import views

urlpatterns = [
    path("c/<str:key>/insights/", views.insights, name="insights"),
    path("c/<str:key>/insights/<str:name>.svg", views.chart, name="insights-chart"),
    path("c/<str:key>/insights/attacks/<str:name>/", views.behind, name="insights-behind"),
    path("c/<str:key>/insights/compare/", views.compare, name="insights-compare"),
    path("c/<str:key>/map/", views.atlas, name="map"),
    path("c/<str:key>/map/draw/", views.draw, name="map-draw"),
    path("c/<str:key>/map/<str:stamp>/<str:name>/", views.map_file, name="map-file"),
]
