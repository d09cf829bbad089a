"""Routes of reviews."""

from django.urls import path

from gadfly.reviews import views

urlpatterns = [path("c/<str:key>/reviews/", views.reviews, name="reviews")]
