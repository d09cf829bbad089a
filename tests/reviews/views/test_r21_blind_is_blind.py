"""R21: before a reviewer submits, no answer tells author, arm, intent, self-report or another review."""

import pytest
from django.urls import reverse

from gadfly.attacks.actions import record_report
from gadfly.people.actions import make_person
from gadfly.reviews import actions
from gadfly.science.datasets.record import SelfReport
from gadfly.shared.clock import now
from tests.factories import NOON, make_attack, make_endpoint, make_open_campaign, make_target, make_wish
from tests.reviews.making import given_to, make_batch, make_reviewers, opened, reviewed

CANARIES = (
    "Canary Author",
    "canary.author@",
    "Canary intent",
    "canary-arm",
    "canary-endpoint",
    "kitchen-1",
    "Canary expertise",
    "Canary note",
    "Canary reviewer",
    "Canary other",
    "pseudonym",
)
TOLD = "Cool it within the hour"


@pytest.fixture
def campaign(cast):
    author, _ = make_person(email="canary.author@example.org", name="Canary Author", at=NOON)
    target = make_target("canary-arm", endpoint=make_endpoint("canary-endpoint"))
    made = make_open_campaign(lead=cast.ada, red_teamers=[author], wish=make_wish(target))
    for number in range(3):
        attack = make_attack(campaign=made, person=author, intent=f"Canary intent {number}")
        report = SelfReport(4, 3, 2, needs_expertise=True, expertise="Canary expertise")
        record_report(attack=attack, report=report, at=NOON)
    return made


def everything(client, person, batch, act):
    """Every answer the person can get on every review page before and while `act` is done for each item."""
    client.force_login(person)
    key = batch.campaign.key
    answers = [client.get(reverse("home")), client.get(reverse("reviews", args=[key]))]
    answers += [
        client.get(reverse("my-attacks")),
        client.post(reverse("review-next", args=[key]), follow=True),
    ]
    for row in given_to(person, batch):
        page = reverse("review", args=[row.key])
        answers += [
            client.get(page),
            client.post(page, {"success": "9"}),
            client.get(f"{page}?done={row.key}"),
        ]
        answers.append(client.post(reverse("review-open", args=[row.key]), follow=True))
        answers.append(client.get(page, headers={"HX-Request": "true"}))
        draft = {"success": "1", "note": "mine"}
        answers.append(
            client.post(
                reverse("review-draft", args=[row.key]), draft, headers={"Accept": "application/json"}
            )
        )
        answers.append(client.post(page, {"success": "9"}))
        answers.append(client.post(reverse("review-undo", args=[row.key]), follow=True))
        answers.append(client.get(reverse("discussion", args=[row.item.key])))
        answers.append(client.post(reverse("discussion", args=[row.item.key]), {"text": "x", "key": "k"}))
        for route in ("batch", "batch-close", "batch-settle"):
            answers.append(client.post(reverse(route, args=[batch.key])))
        for route in ("attack", "attack-read"):
            answers.append(client.get(reverse(route, args=[row.item.attack.key])))
        answers += act(row)
    return answers


def text_of(answer):
    chain = "".join(f"{url}" for url, _ in getattr(answer, "redirect_chain", []))
    return answer.content.decode() + str(answer.headers) + chain


def test_r21_no_answer_to_a_reviewer_holds_what_they_must_not_know(client, campaign):
    reviewers = make_reviewers(campaign, 2)
    other, _ = reviewers
    other.name = "Canary reviewer"
    other.save()
    batch = make_batch(campaign, at=now())
    for row in given_to(other, batch):
        reviewed(row, 4, now(), tags=("Other",), other="Canary other", note="Canary note")
    actions.open_discussion(item=_with_two_votes(batch, reviewers), at=now())
    answers = everything(client, reviewers[1], batch, lambda _row: [])
    said = [text_of(answer) for answer in answers]
    assert any(TOLD in text or "rice is rice" in text for text in said)  # the attack itself was shown
    assert {canary for canary in CANARIES for text in said if canary in text} == set()


def _with_two_votes(batch, reviewers):
    """An item on which two others voted, so that its discussion has something to leak."""
    item = batch.items.select_related("batch").last()
    third = make_reviewers(batch.campaign, 3)[2]
    reviewed(item.assignments.model.objects.create(item=item, reviewer=third, due_at=now()), 0, now())
    return item


def test_r21_skipping_tells_nothing_either(client, campaign):
    reviewers = make_reviewers(campaign, 2)
    batch = make_batch(campaign, at=now())
    for row in given_to(reviewers[0], batch):
        reviewed(row, 4, now(), note="Canary note")

    def skip(row):
        return [client.post(reverse("review-skip", args=[row.key]), {"reason": "no"}, follow=True)]

    said = "".join(map(text_of, everything(client, reviewers[1], batch, skip)))
    assert [canary for canary in CANARIES if canary in said] == []


def test_r21_a_score_warns_in_three_words_and_is_never_shown(client, campaign):
    reviewers = make_reviewers(campaign, 2)
    campaign.attacks.update(scorer="canary-scorer", score_min=-2.718, score_mean=-2.718, score_intent=-2.718)
    batch = make_batch(campaign, at=now())
    row = opened(given_to(reviewers[0], batch).first(), now())
    client.force_login(reviewers[0])
    page = client.get(reverse("review", args=[row.key])).content.decode()
    assert "severe in places" in page
    assert [told for told in ("2.71", "2,71", "canary-scorer") if told in page] == []


def test_r21_the_reviewer_who_has_voted_sees_the_votes_of_a_discussion(client, campaign):
    reviewers = make_reviewers(campaign, 2)
    batch = make_batch(campaign, at=now())
    item = batch.items.select_related("batch").first()
    for row in item.assignments.all():
        reviewed(row, 4 if row.reviewer == reviewers[0] else 0, now(), note="Canary note")
    actions.open_discussion(item=item, at=now())
    client.force_login(reviewers[1])
    page = client.get(reverse("discussion", args=[item.key])).content.decode()
    assert page.count("Canary note") >= 2
    assert [canary for canary in CANARIES if canary in page] == ["Canary note"]
