"""Routes of time and pay."""

from django.urls import path

from gadfly.ledger import views

urlpatterns = [
    path("pay/", views.my_pay, name="my-pay"),
    path("c/<str:key>/pay/", views.campaign_pay, name="campaign-pay"),
    path("c/<str:key>/pay/statements/", views.campaign_statements, name="campaign-statements"),
    path("c/<str:key>/pay/correction/", views.campaign_correction, name="campaign-correction"),
    path("statements/<str:key>/", views.statement, name="statement"),
    path("statements/<str:key>/step/", views.statement_step, name="statement-step"),
    path("runs/", views.payment_runs, name="payment-runs"),
    path("runs/<str:key>/", views.payment_run, name="payment-run"),
]
