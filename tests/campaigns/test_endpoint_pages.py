"""Endpoints as a lead or a manager meets them."""

import asyncio
from decimal import Decimal

import pytest
from asgiref.sync import async_to_sync
from django.urls import reverse

from gadfly.attacks.live import install
from gadfly.campaigns.actions import give_key, note_check, retire_endpoint
from gadfly.campaigns.live import Serving, serving
from gadfly.campaigns.models import Endpoint, Target
from gadfly.campaigns.queries.endpoints import Standing, endpoint_views
from gadfly.campaigns.sealing import key_of
from gadfly.science.targets import UnreachableError
from gadfly.science.targets.found import Found
from gadfly.science.targets.scripted import Scripted
from gadfly.shared.refusal import Refusal
from tests.answering import answer_with
from tests.factories import NOON, make_endpoint, make_open_campaign, make_target, make_wish
from tests.running import free_port, scripted_endpoint

HERE = "http://127.0.0.1:9"
STATED = {
    "name": "kitchen",
    "base_url": f"{HERE}/v1/chat/completions",
    "model": "kitchen-1",
    "revision": "r1",
    "form": "chat",
    "size": "52B",
    "context": "2048",
    "at_once": "4",
    "price_in": "0.15",
    "price_out": "",
    "secret": "spoon-1",
}


@pytest.fixture
def ada(client, cast, settings):
    settings.PRIVATE_ORIGINS = frozenset({HERE, "http://127.0.0.1:10"})
    client.force_login(cast.ada)
    yield client
    install(None)


def page(client, name, *keys):
    return client.get(reverse(name, args=keys)).content.decode()


def of(endpoint):
    return Endpoint.objects.get(pk=endpoint.pk)


def test_a_lead_registers_where_a_model_answers_and_can_use_it_at_once(ada):
    answer = ada.post(reverse("endpoint-new"), STATED)
    row, target = Endpoint.objects.get(), Target.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, reverse("endpoint", args=[row.key]))
    assert (row.name, row.base_url, row.model, row.revision) == ("kitchen", f"{HERE}/v1", "kitchen-1", "r1")
    assert (row.size, row.context, row.at_once, row.price_in, row.price_out) == (
        "52B", 2048, 4, Decimal("0.15"), None,
    )  # fmt: skip
    assert (target.name, target.endpoint, target.size, target.recipe) == ("kitchen", row, "52B", [])
    assert key_of(row)() == "spoon-1"
    shown = page(ada, "endpoint", row.key)
    for words in ("kitchen-1", "52B", "2048 tokens", "4 turns", "0.15 a million tokens", "no price stated"):
        assert words in shown
    assert "Set on this machine, stored sealed." in shown
    assert "spoon-1" not in shown + page(ada, "endpoints") + page(ada, "endpoint-edit", row.key)


def test_without_a_key_none_is_kept(ada):
    ada.post(reverse("endpoint-new"), {**STATED, "secret": ""})
    assert Endpoint.objects.get().sealed_key == ""
    assert "None is set." in page(ada, "endpoint", Endpoint.objects.get().key)


@pytest.mark.parametrize(
    ("sent", "says"),
    [
        ({"name": " "}, "Give it a name."),
        ({"name": "plain"}, "An endpoint or a target has this name. Give it another one."),
        ({"name": "loopback"}, "An endpoint or a target has this name. Give it another one."),
        ({"base_url": ""}, "Give the address at which it answers."),
        ({"base_url": "models.example.org"}, "This is not a web address"),
        ({"base_url": "https://ada:pw@models.example.org"}, "must not hold a name or password"),
        ({"model": ""}, "Give the model&#x27;s name there."),
        ({"context": "0"}, "Give a whole number from 1 to 100000000."),
        ({"at_once": "many"}, "Give a whole number from 1 to 10000."),
        ({"price_in": "-1"}, "Give a price of 0 or more"),
        ({"price_out": "0.1234567"}, "Give a price of 0 or more"),
        ({"secret": "löffel"}, "A key holds visible ASCII characters only; copy it again."),
    ],
)
def test_bad_input_gets_a_sentence_beside_its_field_and_nothing_is_registered(ada, sent, says):
    make_target("plain")
    answer = ada.post(reverse("endpoint-new"), {**STATED, **sent})
    shown = answer.content.decode()
    assert (answer.status_code, says in shown, Endpoint.objects.count()) == (422, True, 1)
    assert "spoon-1" not in shown


@pytest.mark.parametrize("name", ["endpoint-new", "endpoint-edit"])
def test_r12_an_origin_that_is_not_allowed_is_said_with_who_can_allow_it_and_not_saved(ada, name):
    endpoint = make_endpoint()
    keys = [endpoint.key] if name == "endpoint-edit" else []
    answer = ada.post(reverse(name, args=keys), {**STATED, "base_url": "https://models.example.org/v1"})
    assert answer.status_code == 422
    assert "This site may not call https://models.example.org:443 yet." in answer.content.decode()
    assert list(Endpoint.objects.values_list("base_url", flat=True)) == [f"{HERE}/v1"]


def test_r12_what_may_not_be_called_any_more_can_still_be_edited_and_says_so(ada, settings):
    endpoint = make_endpoint()
    settings.PRIVATE_ORIGINS = frozenset()
    answer = ada.post(reverse("endpoint-edit", args=[endpoint.key]), {**STATED, "base_url": f"{HERE}/v1"})
    assert (answer.status_code, of(endpoint).size) == (302, "52B")
    assert "This site may not call http://127.0.0.1:9 yet." in page(ada, "endpoint", endpoint.key)
    assert "may not be called" in page(ada, "endpoints")


def test_moving_an_endpoint_to_another_origin_leaves_its_key_behind(ada):
    endpoint = make_endpoint()
    give_key(endpoint=endpoint, secret="spoon")
    edit = reverse("endpoint-edit", args=[endpoint.key])
    ada.post(edit, {**STATED, "base_url": f"{HERE}/other/v1"})
    assert key_of(of(endpoint))() == "spoon"
    ada.post(edit, {**STATED, "base_url": "http://127.0.0.1:10/v1"})
    assert (of(endpoint).base_url, of(endpoint).sealed_key) == ("http://127.0.0.1:10/v1", "")


def test_what_answers_is_fixed_once_a_campaign_has_opened_on_it_and_the_rest_is_not(ada, cast):
    endpoint = make_endpoint()
    edit = reverse("endpoint-edit", args=[endpoint.key])
    ada.post(edit, {**STATED, "model": "kitchen-2", "form": "raw"})
    assert (of(endpoint).model, of(endpoint).form) == ("kitchen-2", "raw")
    make_open_campaign(lead=cast.eve, wish=make_wish(make_target(endpoint=of(endpoint))))
    answer = ada.post(edit, {**STATED, "model": "kitchen-3", "form": "chat", "size": "7B"})
    row = of(endpoint)
    assert (answer.status_code, row.model, row.form, row.size) == (302, "kitchen-2", "raw", "7B")
    shown = page(ada, "endpoint-edit", endpoint.key)
    assert "Campaigns that have opened rest on this." in shown
    assert 'name="model"' not in shown


def test_a_key_is_replaced_and_taken_away_and_never_shown(ada):
    endpoint = make_endpoint()
    address = reverse("endpoint-key", args=[endpoint.key])
    for secret in ("spoon-1", "spoon-2"):
        assert ada.post(address, {"secret": secret}).status_code == 302
        assert key_of(of(endpoint))() == secret
        assert secret not in page(ada, "endpoint", endpoint.key)
    assert ada.post(address, {"remove": "1"}).status_code == 302
    assert key_of(of(endpoint)) is None


@pytest.mark.parametrize(
    ("secret", "says"), [("", "Enter the key."), ("löffel", "A key holds visible ASCII characters only")]
)
def test_a_key_that_is_none_leaves_the_one_there_is(ada, secret, says):
    endpoint = make_endpoint()
    give_key(endpoint=endpoint, secret="spoon")
    answer = ada.post(reverse("endpoint-key", args=[endpoint.key]), {"secret": secret})
    assert (answer.status_code, says in answer.content.decode()) == (422, True)
    assert key_of(of(endpoint))() == "spoon"


def test_a_key_in_the_environment_is_said_to_be_there(ada, monkeypatch):
    endpoint = make_endpoint()
    Endpoint.objects.update(key_variable="KITCHEN_KEY")
    shown = page(ada, "endpoint", endpoint.key)
    assert "Read from an environment variable that whoever runs this site has set." in shown
    assert "KITCHEN_KEY" not in shown


def test_an_endpoint_is_retired_and_put_back(ada):
    endpoint = make_target("plain").endpoint
    address = reverse("endpoint-service", args=[endpoint.key])
    assert ada.post(address, {"act": "retire"}).status_code == 302
    assert "Put it back in service" in page(ada, "endpoint", endpoint.key)
    assert of(endpoint).retired
    ada.post(address, {"act": "restore"})
    assert not of(endpoint).retired
    assert ada.post(address, {"act": "burn"}).status_code == 422


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_takes_the_same_queries_however_many_there_are(ada, count, django_assert_num_queries):
    for number in range(count):
        make_target(f"plain {number}", endpoint=make_endpoint(f"kitchen {number}"))
    with django_assert_num_queries(3):  # session, person, endpoints
        assert page(ada, "endpoints").count("not checked yet") == count


def test_an_empty_list_says_what_to_do_and_terms_lead_to_it(ada):
    assert "No model is set up yet." in page(ada, "endpoints")
    assert reverse("endpoints") in page(ada, "home")


@pytest.mark.parametrize("name", ["endpoints", "endpoint-new", "endpoint", "endpoint-edit"])
def test_for_who_may_not_found_campaigns_there_are_no_such_pages(client, cast, name):
    keys = [make_endpoint().key] if name in {"endpoint", "endpoint-edit"} else []
    for person in (cast.bo, cast.cy, cast.di, cast.gus):
        client.force_login(person)
        assert client.get(reverse(name, args=keys)).status_code == 404
    assert reverse("endpoints") not in page(client, "home")


def test_an_endpoint_there_is_and_one_there_is_not_look_the_same_to_who_may_not(client, cast):
    client.force_login(cast.bo)
    there, absent = (client.get(reverse("endpoint", args=[key])) for key in (make_endpoint().key, "A" * 22))
    assert (there.status_code, there.content) == (404, absent.content)


# ---- how it stands


def standing(endpoint, rests=lambda _: False):
    return seen(endpoint, rests).standing


def seen(endpoint, rests=lambda _: False):
    [view] = endpoint_views(Endpoint.objects.filter(pk=endpoint.pk), rests)
    return view


def test_its_standing_is_the_first_reason_not_to_rely_on_it(ada, settings):
    endpoint = make_endpoint()
    assert (standing(endpoint), seen(endpoint).abilities) == (Standing.UNCHECKED, ())
    note_check(endpoint=endpoint, found=Found(raw=True, problems=("It hung up.",)), at=NOON)
    assert standing(endpoint) == Standing.FAILED
    assert "It gave no chat completions when it was last checked." in page(ada, "endpoint", endpoint.key)
    Endpoint.objects.update(form="raw")
    assert standing(endpoint) == Standing.FINE
    assert standing(endpoint, lambda row: row == endpoint.pk) == Standing.RESTS
    settings.PRIVATE_ORIGINS = frozenset()
    assert standing(endpoint, lambda _: True) == Standing.CLOSED
    retire_endpoint(endpoint=endpoint, retired=True)
    assert standing(endpoint) == Standing.RETIRED


def test_an_endpoint_that_keeps_failing_is_said_to_be_left_alone_by_this_process(ada):
    endpoint = make_endpoint()
    answer_with(Scripted())
    breaker = serving().breakers.of(endpoint.pk)
    for _ in range(5):
        with pytest.raises(UnreachableError), breaker.watch():
            raise UnreachableError("Nothing answers.")
    assert "left alone for half a minute" in page(ada, "endpoint", endpoint.key)
    install(None)
    assert "left alone" not in page(ada, "endpoint", endpoint.key)


def test_what_went_wrong_is_said_with_what_the_server_said_as_data(ada):
    endpoint = make_endpoint()
    found = Found(problems=("It hung up.",), details=("<b>no</b>",))
    note_check(endpoint=endpoint, found=found, at=NOON)
    shown = page(ada, "endpoint", endpoint.key)
    assert "It hung up." in shown
    assert "It said: <code>&lt;b&gt;no&lt;/b&gt;</code>" in shown
    assert "on 14 May 2026, 12:00 UTC" in shown


# ---- checking


@pytest.fixture(scope="module")
def origin():
    with scripted_endpoint(rate=1000, tokens=4) as address:
        yield address


def check(client, endpoint):
    return client.post(reverse("endpoint-check", args=[endpoint.key]))


def test_a_check_finds_what_answers_and_keeps_it(ada, origin, settings):
    settings.PRIVATE_ORIGINS = frozenset({origin})
    endpoint = make_endpoint(base_url=f"{origin}/v1")
    answer = check(ada, endpoint)
    row = of(endpoint)
    assert (answer.status_code, answer["Location"]) == (303, reverse("endpoint", args=[row.key]))
    assert (Found.of_json(row.found).chat, row.n_in_one, standing(row)) == (True, True, Standing.FINE)
    assert "It answers chat completions." in page(ada, "endpoint", endpoint.key)


def test_where_nothing_answers_the_check_says_so(ada, settings):
    nowhere = f"http://127.0.0.1:{free_port()}"
    settings.PRIVATE_ORIGINS = frozenset({nowhere})
    endpoint = make_endpoint(base_url=f"{nowhere}/v1")
    assert (check(ada, endpoint).status_code, standing(endpoint)) == (303, Standing.FAILED)
    assert "Nothing answers at the endpoint" in page(ada, "endpoint", endpoint.key)


def test_r12_what_may_not_be_called_is_not_called_to_check_it(ada, settings):
    settings.PRIVATE_ORIGINS = frozenset()
    endpoint = make_endpoint()
    answer = check(ada, endpoint)
    assert (answer.status_code, of(endpoint).checked_at) == (409, None)
    assert "This site may not call http://127.0.0.1:9 yet." in answer.content.decode()


def test_one_endpoint_is_checked_by_one_at_a_time():
    process = Serving()
    with process.checking(7), process.checking(8):
        again = process.checking(7)
        with pytest.raises(Refusal, match="being checked already"), again:
            pass
    with process.checking(7):
        pass


def test_a_check_that_is_left_frees_the_endpoint_for_the_next():
    process = Serving()

    async def left():
        with process.checking(7):
            await asyncio.Event().wait()

    async def leave():
        task = asyncio.create_task(left())
        await asyncio.sleep(0)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)

    async_to_sync(leave)()
    with process.checking(7):
        pass
