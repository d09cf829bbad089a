"""Routes of the network."""

from django.urls import path

from gadfly.network.views import applying, managing, scoring, signing

urlpatterns = [
    path("network/", applying.network, name="network"),
    path("network/edit/", managing.edit, name="network-edit"),
    path("network/applicants/", managing.applicants, name="applicants"),
    path("network/applicants/<str:key>/", managing.applicant, name="applicant"),
    path("network/contracts/", managing.contracts, name="contracts"),
    path("network/scoring/", scoring.scoring, name="scoring"),
    path("network/scoring/<str:key>/", scoring.score, name="score"),
    path("apply/", applying.apply, name="apply"),
    path("apply/<str:token>/", applying.application, name="application"),
    path("apply/<str:token>/<str:step>/", applying.step, name="application-step"),
    path("contracts/", signing.my_contracts, name="my-contracts"),
    path("contracts/<str:key>/", signing.contract, name="contract"),
    path("contracts/<str:key>/certificate/", signing.certificate, name="certificate"),
]
