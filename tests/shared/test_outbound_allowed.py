"""R12: what the settings allow, what is said of the rest, and an endpoint's address as one has it."""

import pytest
from django.core.exceptions import ImproperlyConfigured

from gadfly.shared.outbound import base_of, origin_of
from gadfly.shared.outbound.allowed import allowed_origins, closed


@pytest.fixture
def listed(settings):
    settings.ALLOWED_ORIGINS = frozenset({"https://models.example.org", "http://127.0.0.1:9"})
    settings.PRIVATE_ORIGINS = frozenset({"http://127.0.0.1:8081"})
    return settings


def test_r12_the_settings_say_where_requests_may_go(listed):
    allowed = allowed_origins()
    assert allowed.lists(origin_of("https://models.example.org/v1"))
    assert allowed.permits("127.0.0.1", 8081, "127.0.0.1")
    assert not allowed.lists(origin_of("https://elsewhere.example.org/v1"))


def test_r12_an_origin_that_is_none_is_said_with_the_setting(settings):
    settings.ALLOWED_ORIGINS = frozenset({"models.example.org"})
    with pytest.raises(ImproperlyConfigured, match="GADFLY_ALLOWED_ORIGINS"):
        allowed_origins()


@pytest.mark.parametrize("url", ["https://models.example.org/v1", "http://127.0.0.1:8081/v1"])
def test_r12_of_what_may_be_called_nothing_is_said(listed, url):
    assert closed(url) == ""


def test_r12_an_origin_that_is_not_listed_is_named_with_the_setting_that_lists_it(listed):
    assert closed("https://elsewhere.example.org/v1") == (
        "This site may not call https://elsewhere.example.org:443 yet. Whoever runs it adds that to"
        " GADFLY_ALLOWED_ORIGINS, or to GADFLY_PRIVATE_ORIGINS if it is inside your network, and starts"
        " it again."
    )


def test_r12_an_address_inside_that_is_listed_as_public_is_said_to_be_on_the_wrong_list(listed):
    assert closed("http://127.0.0.1:9/v1") == (
        "http://127.0.0.1:9 is inside your network. Whoever runs this site moves it from"
        " GADFLY_ALLOWED_ORIGINS to GADFLY_PRIVATE_ORIGINS, and starts it again."
    )


@pytest.mark.parametrize(
    "given",
    ["{0}", "{0}/", "{0}/v1", "{0}/v1/", "{0}/v1/completions", "{0}/v1/chat/completions/"],
)
def test_an_endpoint_may_be_given_as_one_has_it(given):
    assert base_of(given.format("http://127.0.0.1:8080")) == "http://127.0.0.1:8080/v1"


def test_another_path_is_left_as_it_is():
    assert base_of("https://models.example/kitchen/api/") == "https://models.example/kitchen/api"


def test_what_follows_the_address_is_refused():
    with pytest.raises(ValueError, match=r"without what follows a \? or #"):
        base_of("https://models.example.org/v1?key=1")
