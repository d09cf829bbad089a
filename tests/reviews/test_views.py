"""A reviewer may sign in and see that reviews are not open yet."""

from django.urls import reverse

from tests.factories import make_attack, make_open_campaign


def test_a_reviewer_is_told_that_reviews_are_not_open_yet(client, cast):
    campaign = make_open_campaign(lead=cast.ada, red_teamers=[cast.bo], reviewers=[cast.cy])
    make_attack(campaign=campaign, person=cast.bo, intent="Canary intent")
    client.force_login(cast.cy)
    page = client.get(reverse("reviews", args=[campaign.key]))
    assert (page.status_code, b"Reviews are not open yet." in page.content) == (200, True)
    for hidden in (b"Canary", b"bo@example", b"plain", b"rice"):
        assert hidden not in page.content


def test_for_others_there_is_no_such_page(client, cast):
    campaign = make_open_campaign(lead=cast.ada, red_teamers=[cast.bo], reviewers=[cast.cy])
    absent = reverse("reviews", args=["x" * 22])
    for person in (cast.ada, cast.bo, cast.eve, cast.gus):
        client.force_login(person)
        answers = [client.get(reverse("reviews", args=[campaign.key])), client.get(absent)]
        assert [answer.status_code for answer in answers] == [404, 404]
        assert answers[0].content == answers[1].content
