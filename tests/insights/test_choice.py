import pytest

from gadfly.attacks.tables import UnknownChoice
from gadfly.insights.choice import Choice, choice_of


@pytest.mark.parametrize("query", [{}, {"arm": [""]}, {"tag": [" "], "since": [""]}])
def test_empty_filters_are_none(query):
    assert choice_of(query).query == ""


def test_a_choice_has_one_query_however_it_was_asked():
    asked = {"until": ["2026-05-14"], "arm": ["plain, short"]}
    assert choice_of(asked).query == "arm=plain%2C+short&until=2026-05-14"


@pytest.mark.parametrize(
    "query",
    [
        {"sort": ["newest"]},
        {"rated": ["5"]},
        {"rated": ["0", "1"]},
        {"since": ["yesterday"]},
        {"until": ["9999-12-31"]},
        {"arm": ["a" * 101]},
        {"tag": ["\0"]},
    ],
)
def test_anything_else_in_the_address_is_refused(query):
    with pytest.raises(UnknownChoice):
        choice_of(query)


def test_a_figure_links_to_attacks_with_the_filters_of_the_report():
    assert (
        Choice(arm="a", since="2026-05-14").attacks(rated="2")
        == "?state=counted&arm=a&rated=2&since=2026-05-14"
    )


@pytest.mark.parametrize("choice", [Choice(tag="Fraud"), Choice(rated="success")])
def test_a_figure_whose_attacks_the_table_cannot_show_has_no_link(choice):
    assert choice.attacks(rated="3") == ""


def test_a_figure_of_a_rating_links_to_that_rating():
    assert Choice(rated="success").attacks(arm="a") == "?state=counted&arm=a&rated=success"
