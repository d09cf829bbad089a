"""Routes of attacks."""

from django.urls import path

from gadfly.attacks.views import author, hot, pages, scores

urlpatterns = [
    path("attacks/", pages.my_attacks, name="my-attacks"),
    path("c/<str:key>/attack/", author.begin, name="attack-new"),
    path("c/<str:key>/attacks/", pages.attacks, name="attacks"),
    path("c/<str:key>/scores/", scores.scores, name="campaign-scores"),
    path("c/<str:key>/teach/", scores.teach, name="campaign-teach"),
    path("a/<str:key>/", author.chat, name="attack"),
    path("a/<str:key>/message/", hot.message, name="attack-message"),
    path("a/<str:key>/retry/", hot.retry, name="attack-retry"),
    path("a/<str:key>/pick/", hot.pick, name="attack-pick"),
    path("a/<str:key>/unpick/", hot.unpick, name="attack-unpick"),
    path("a/<str:key>/end/", hot.end, name="attack-end"),
    path("a/<str:key>/skip/", hot.skip, name="attack-skip"),
    path("a/<str:key>/alarm/", hot.alarm, name="attack-alarm"),
    path("a/<str:key>/rate/", author.rate, name="attack-rate"),
    path("a/<str:key>/report/", hot.report, name="attack-report"),
    path("a/<str:key>/done/", author.done, name="attack-done"),
]
