"""Requests as the server sees them: where a view runs, who leaves, what is too much, what breaks."""

import asyncio
import json
import threading

import pytest
from asgiref.testing import ApplicationCommunicator
from django.http import Http404, HttpResponse, JsonResponse, StreamingHttpResponse
from django.urls import path

from gadfly.shared.refusal import Overloaded, Refusal
from gadfly.site.handler import Handler
from gadfly.site.middleware import HEADERS
from tests.patience import PATIENCE

LIMIT = 1_000_000
closed = asyncio.Event()


def thread(request):
    return HttpResponse(threading.current_thread().name)


async def still(request):
    return HttpResponse(threading.current_thread().name)


async def endless(request):
    async def beats():
        try:
            while True:
                yield b"beat"
                await asyncio.sleep(0.01)
        finally:
            closed.set()

    return StreamingHttpResponse(beats())


async def waits(request):
    try:
        await asyncio.sleep(60)
    finally:
        closed.set()


async def measured(request):
    return JsonResponse({"text": len(request.POST.get("text", ""))})


def broken(request):
    raise RuntimeError("the cause is saffron")


def absent(request):
    raise Http404("a reason that would tell something")


def refused(request):
    raise Refusal("Pick a reply first.")


async def busy(request):
    raise Overloaded("Many replies are being written.")


def _paths(*views):
    return [path(f"{view.__name__}/", view) for view in views]


urlpatterns = [
    *_paths(thread, still, endless, waits, measured, broken, absent, refused, busy),
    path("", still, name="home"),
    path("help/", still, name="help"),
]
handler400 = "gadfly.site.views.misunderstood"


@pytest.fixture
def handler(settings):
    """Our handler over the views above. They use no database, and the pages they end in neither."""
    settings.ROOT_URLCONF = __name__
    closed.clear()
    return Handler()


@pytest.fixture
def handler_without_tokens(handler, settings):
    settings.MIDDLEWARE = [each for each in settings.MIDDLEWARE if "Csrf" not in each]
    return Handler()


def asked(where, *, method="GET", accept="text/html", **headers):
    return {
        "type": "http",
        "method": method,
        "path": f"/{where}/",
        "query_string": b"",
        "headers": [
            (name.replace("_", "-").encode(), value.encode())
            for name, value in {"host": "localhost", "accept": accept, **headers}.items()
        ],
    }


async def answer(handler, scope, *body):
    """Send the body in its parts; return status, headers, text."""
    talk = ApplicationCommunicator(handler, scope)
    for number, part in enumerate(body or (b"",), start=1):
        more = number < len(body)
        await talk.send_input({"type": "http.request", "body": part, "more_body": more})
    start = await talk.receive_output(PATIENCE)
    text, more = b"", True
    while more:
        part = await talk.receive_output(PATIENCE)
        text, more = text + part.get("body", b""), part.get("more_body", False)
    await talk.wait(PATIENCE)
    headers = {name.decode(): value.decode() for name, value in start["headers"]}
    return start["status"], headers, text.decode()


async def test_a_synchronous_view_runs_in_a_thread_for_pages(handler):
    status, _, text = await answer(handler, asked("thread"))
    assert (status, text[:6]) == (200, "pages_")


async def test_an_asynchronous_view_stays_in_the_loop(handler):
    _, _, text = await answer(handler, asked("still"))
    assert text == threading.current_thread().name


async def test_who_leaves_in_mid_stream_ends_it(handler):
    talk = ApplicationCommunicator(handler, asked("endless"))
    await talk.send_input({"type": "http.request"})
    for _ in range(3):
        await talk.receive_output(PATIENCE)
    await talk.send_input({"type": "http.disconnect"})
    await talk.wait(PATIENCE)
    assert closed.is_set()


async def test_who_leaves_before_the_answer_begins_cancels_it(handler):
    talk = ApplicationCommunicator(handler, asked("waits"))
    await talk.send_input({"type": "http.request"})
    assert await talk.receive_nothing(0.05)
    await talk.send_input({"type": "http.disconnect"})
    await talk.wait(PATIENCE)
    assert closed.is_set()


async def test_who_leaves_while_sending_is_not_answered(handler):
    talk = ApplicationCommunicator(handler, asked("measured", method="POST"))
    await talk.send_input({"type": "http.request", "body": b"text=", "more_body": True})
    await talk.send_input({"type": "http.disconnect"})
    await talk.wait(PATIENCE)
    assert await talk.receive_nothing(0.05)


async def test_a_server_that_stops_cancels_what_it_answers(handler):
    task = asyncio.create_task(handler(asked("waits"), _once(), _nowhere))
    await asyncio.sleep(0.05)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    await asyncio.wait_for(closed.wait(), PATIENCE)


def _once():
    messages = iter([{"type": "http.request"}])

    async def receive():
        message = next(messages, None)
        return message if message is not None else await asyncio.Event().wait()

    return receive


async def _nowhere(_message):
    """Send nothing."""


async def test_a_body_may_come_in_parts(handler_without_tokens):
    form = asked("measured", method="POST", content_type="application/x-www-form-urlencoded")
    status, _, text = await answer(handler_without_tokens, form, b"te", b"xt=12", b"345")
    assert (status, json.loads(text)) == (200, {"text": 5})


async def test_more_than_a_megabyte_is_refused_in_words_and_not_kept(handler):
    scope = asked("measured", method="POST", content_type="application/x-www-form-urlencoded")
    status, headers, text = await answer(handler, scope, b"text=", *[b"x" * 65_536] * 16, b"the rest")
    assert status == 413
    assert "Shorten it and send it again." in text
    assert headers.items() >= HEADERS.items()


async def test_too_much_for_a_script_is_json(handler):
    scope = asked("measured", method="POST", accept="text/event-stream")
    status, headers, text = await answer(handler, scope, b"x" * (LIMIT + 1))
    assert (status, headers["Content-Type"]) == (413, "application/json")
    assert json.loads(text)["error"].startswith("That is more than this site takes at once")


@pytest.mark.parametrize(
    ("where", "status"), [("nothing/here", 404), ("absent", 404), ("broken", 500), ("refused", 409)]
)
async def test_what_goes_wrong_is_a_page_with_our_headers(handler, where, status):
    found, headers, text = await answer(handler, asked(where))
    assert (found, headers["Content-Type"]) == (status, "text/html; charset=utf-8")
    assert "<h1>" in text
    assert headers.items() >= HEADERS.items()


async def test_a_fault_of_ours_tells_nothing_of_its_cause(handler, caplog):
    _, _, text = await answer(handler, asked("broken"))
    assert "saffron" not in text
    assert "RuntimeError: the cause is saffron" in caplog.text


async def test_what_is_absent_for_a_reason_looks_like_what_is_absent(handler):
    answers = [await answer(handler, asked(where)) for where in ("absent", "nothing/here")]
    assert answers[0] == answers[1]


async def test_a_refusal_is_a_sentence_for_people_and_json_for_scripts(handler):
    _, _, page = await answer(handler, asked("refused"))
    _, _, data = await answer(handler, asked("refused", accept="application/json"))
    assert "Pick a reply first." in page
    assert json.loads(data) == {"error": "Pick a reply first."}


async def test_a_server_with_too_much_to_do_says_when_to_come_back(handler):
    status, headers, _ = await answer(handler, asked("busy"))
    assert (status, headers["Retry-After"]) == (503, "5")


async def test_a_form_without_its_token_is_refused_in_words(handler):
    status, _, text = await answer(handler, asked("measured", method="POST"), b"text=1")
    assert (status, "This page is out of date. Reload it" in text) == (403, True)


async def test_a_name_that_is_not_ours_is_not_answered_to(handler):
    status, _, text = await answer(handler, {**asked("still"), "headers": [(b"host", b"evil.example")]})
    assert (status, "This site does not answer to that name." in text) == (400, True)
    assert "evil" not in text


async def test_far_too_many_fields_are_not_understood(handler_without_tokens):
    form = asked("measured", method="POST", content_type="application/x-www-form-urlencoded")
    status, _, text = await answer(handler_without_tokens, form, b"&".join([b"a=1"] * 201))
    assert (status, "This request could not be understood." in text) == (400, True)


async def test_an_address_that_is_no_text_is_not_understood(handler):
    status, headers, text = await answer(handler, {**asked("still"), "query_string": b"\xff"})
    assert (status, text) == (400, "This address could not be understood.")
    assert headers.items() >= HEADERS.items()
