"""The hooks stay in the loop and leave the database alone; refusals are said to people and to scripts."""

import json
import re

import pytest
from asgiref.sync import async_to_sync
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.db import InterfaceError, OperationalError
from django.http import HttpResponse
from django.test import AsyncClient, RequestFactory
from django.urls import include, path

from gadfly.people.access import SignInNeededError
from gadfly.shared.refusal import NotValid, Overloaded, Refusal
from gadfly.site.middleware import AWAY, FULL, HEADERS, Headers, plain_answer


async def still(request):
    return HttpResponse("still")


async def remembers(request):
    await request.session.aset("seen", 1)
    return HttpResponse("remembered")


urlpatterns = [
    *(path(f"{view.__name__}/", view) for view in (still, remembers)),
    path("", include("gadfly.site.urls")),
]


def call(address, *, signed_in=None, method="get", **headers):
    """Ask as the server does, in a loop; the database is this test's own."""
    client = AsyncClient()
    if signed_in is not None:
        client.force_login(signed_in)
    return async_to_sync(getattr(client, method))(address, headers=headers)


@pytest.fixture
def views(settings):
    settings.ROOT_URLCONF = __name__


def raised(exception, *, method="get", accept="text/html"):
    request = getattr(RequestFactory(headers={"Accept": accept}), method)("/somewhere/?x=1")
    return Headers(lambda _request: HttpResponse()).process_exception(request, exception)


@pytest.mark.parametrize("method", ["get", "post"])
def test_no_hook_asks_the_database_anything(views, cast, django_assert_num_queries, method):
    client = AsyncClient()
    client.force_login(cast.bo)
    with django_assert_num_queries(0):
        answer = async_to_sync(getattr(client, method))("/still/")
    assert (answer.status_code, answer.content) == (200, b"still")


@pytest.mark.django_db(transaction=True)
def test_a_session_that_changed_is_saved(views, cast, pages):
    answer = call("/remembers/", signed_in=cast.bo)
    kept = SessionStore(answer.cookies["session"].value)
    assert (kept["seen"], kept[SESSION_KEY]) == (1, str(cast.bo.pk))


def test_a_session_that_did_not_change_is_not_sent_again(views, cast):
    assert "session" not in call("/still/", signed_in=cast.bo).cookies


@pytest.mark.django_db(transaction=True)
def test_the_session_cookie_is_out_of_reach_of_scripts_and_of_other_sites(views, cast, pages):
    cookie = call("/remembers/", signed_in=cast.bo).cookies["session"]
    assert (cookie["httponly"], cookie["samesite"], cookie["max-age"]) == (True, "Lax", 12 * 60 * 60)


@pytest.mark.django_db
@pytest.mark.django_db
def test_every_answer_carries_our_headers(views):
    for where in ("/still/", "/nothing/"):
        assert call(where).headers.items() >= HEADERS.items()


@pytest.mark.django_db
def test_behind_https_whoever_comes_without_it_is_sent_there(views, settings):
    settings.SECURE_SSL_REDIRECT = True
    answer = call("/still/")
    assert (answer.status_code, answer["Location"]) == (301, "https://testserver/still/")


@pytest.mark.parametrize(
    ("exception", "status"), [(Refusal("No."), 409), (NotValid("No."), 422), (Overloaded("No."), 503)]
)
def test_a_refusal_is_json_for_scripts(exception, status):
    answer = raised(exception, accept="text/event-stream")
    assert (answer.status_code, answer.content) == (status, b'{"error": "No."}')


@pytest.mark.parametrize(
    ("exception", "status"), [(Refusal("No."), 409), (NotValid("No."), 422), (Overloaded("No."), 503)]
)
def test_a_refusal_is_a_page_for_people(exception, status):
    answer = raised(exception)
    assert answer.status_code == status
    assert re.search(r'<p class="lead">No\.</p>', answer.content.decode())


def test_what_a_refusal_quotes_is_escaped():
    assert b"&lt;b&gt;" in raised(Refusal("<b>")).content


def test_a_stranger_who_looks_is_sent_to_the_way_in():
    answer = raised(SignInNeededError())
    assert (answer.status_code, answer["Location"].partition("?")[0]) == (302, "/sign-in/")


def test_a_stranger_who_sends_is_told_how_to_go_on():
    answer = raised(SignInNeededError(), method="post")
    assert (answer.status_code, b"Open your sign-in link, then send again." in answer.content) == (403, True)


def test_a_script_without_a_session_is_told_so():
    answer = raised(SignInNeededError(), accept="application/json")
    assert (answer.status_code, answer["Content-Type"]) == (403, "application/json")


@pytest.mark.parametrize(
    ("exception", "sentence"),
    [
        (OperationalError("database or disk is full"), FULL),
        (OperationalError("could not extend file: No space left on device"), FULL),
        (OperationalError("server closed the connection unexpectedly"), AWAY),
        (InterfaceError("connection already closed"), AWAY),
    ],
)
def test_r6_a_database_that_cannot_is_said_with_503(exception, sentence):
    answer = raised(exception, accept="application/json")
    assert (answer.status_code, answer["Retry-After"]) == (503, "5")
    assert json.loads(answer.content) == {"error": sentence}


def test_what_nobody_foresaw_is_left_to_django():
    assert raised(RuntimeError()) is None


def test_only_a_site_that_is_busy_says_when_to_come_back():
    request = RequestFactory().get("/")
    assert "Retry-After" not in plain_answer(request, "No.", 409).headers
