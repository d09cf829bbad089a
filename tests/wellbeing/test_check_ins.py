"""Check-ins: for their author and one contact, and for nobody else whatever page they ask for."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.urls import reverse

from gadfly.campaigns.actions import give_seat
from gadfly.people.actions import make_person
from gadfly.shared.refusal import NotValid
from gadfly.shared.sealed import rotation
from gadfly.wellbeing.actions import decline_check_in, expose, record_check_in, reseal, set_care
from gadfly.wellbeing.models import LONGEST_LINES, CheckIn
from gadfly.wellbeing.queries import check_ins_for, check_ins_of, is_due, trend_of
from tests.factories import NOON, make_open_campaign
from tests.matrix.world import ROUTES, make_world

CANARY = "Canary feeling 7431"


def checked_in(person, *, key="k", named="", at=NOON, text=CANARY, **grades):
    return record_check_in(
        person=person, key=key, named=named, grades=grades or {"upset": 1}, text=text, at=at
    )


def seen(person, campaign, times, at=NOON):
    for number in range(times):
        expose(person=person.pk, campaign=campaign.pk, subject=f"{person.pk}-{number}", since=at, at=at)


def test_r39_what_was_said_is_sealed_at_rest(cast, tmp_path):
    checked_in(cast.bo)
    call_command("dumpdata", output=str(tmp_path / "dump.json"))
    assert CANARY not in (tmp_path / "dump.json").read_text()
    assert "upset" not in CheckIn.objects.get().sealed


def test_nobody_but_the_author_and_the_contact_finds_it_on_any_page(client, cast):
    world = make_world(cast)
    contact, _ = make_person(email="kim@example.org", name="Kim", at=NOON)
    set_care(lines="", contact=contact)
    seen(cast.bo, world.campaign, 3)
    checked_in(cast.bo, named=contact.key)
    found = set()
    for name, person in {**world.actors, "contact": contact}.items():
        client.logout()
        if person is not None:
            client.force_login(person)
        for route in ROUTES:
            answer = client.get(world.path(route))
            body = b"".join(answer) if answer.streaming and not answer.is_async else b""
            body = body or (b"" if answer.streaming else answer.content)
            if CANARY.encode() in body:
                found.add((str(name), route))
    assert found == {("red teamer", "check-ins"), ("contact", "check-ins")}


def test_no_export_holds_it(cast):
    from gadfly.reviews.records import reviewed_records  # noqa: PLC0415 -- needs the settings

    world = make_world(cast)
    seen(cast.bo, world.campaign, 3)
    checked_in(cast.bo)
    assert CANARY not in "".join(map(str, reviewed_records(world.campaign)))


def test_a_later_contact_reads_nothing_written_before(cast):
    set_care(lines="", contact=cast.fay)
    checked_in(cast.bo, named=cast.fay.key)
    set_care(lines="", contact=cast.gus)
    assert [one.text for one in check_ins_for(cast.fay)] == [CANARY]
    assert check_ins_for(cast.gus) == []
    with pytest.raises(NotValid, match="has changed"):
        checked_in(cast.bo, key="k2", named=cast.fay.key)


def test_moved_to_another_person_it_does_not_open(cast):
    row = checked_in(cast.bo)
    CheckIn.objects.filter(pk=row.pk).update(person=cast.cy)
    [one] = check_ins_of(cast.cy)
    assert (one.readable, one.text) == (False, "")


def test_sent_twice_it_is_kept_once_and_nothing_at_all_is_refused(cast):
    assert checked_in(cast.bo) == checked_in(cast.bo)
    for grades, text in (({}, " "), ({"upset": 5}, ""), ({"glad": 1}, ""), ({}, "x" * 2001)):
        with pytest.raises(NotValid):
            record_check_in(person=cast.bo, key="k3", named="", grades=grades, text=text, at=NOON)
    assert CheckIn.objects.count() == 1


def test_it_is_offered_after_ten_tasks_and_again_after_ten_more(cast):
    campaign = make_open_campaign(lead=cast.ada, red_teamers=[cast.bo])
    seen(cast.bo, campaign, 9)
    assert not is_due(cast.bo)
    seen(cast.bo, campaign, 10)
    assert is_due(cast.bo)
    decline_check_in(person=cast.bo, at=NOON + timedelta(minutes=1))
    assert not is_due(cast.bo)
    seen(cast.bo, campaign, 10, at=NOON + timedelta(hours=1))
    assert is_due(cast.bo)


def test_on_its_page_it_is_kept_or_gone_on_without(client, cast):
    client.force_login(cast.bo)
    page = reverse("check-ins")
    sent = {"upset": "2", "text": CANARY, "key": "k", "named": ""}
    assert client.post(page, sent).status_code == 302
    assert CANARY in client.get(page).content.decode()
    assert client.post(page, {"act": "decline"}).headers["Location"] == reverse("home")
    assert client.post(page, {"key": "k2"}).status_code == 422
    assert client.post(page, {**sent, "key": "k3", "upset": "9"}).status_code == 422
    assert CheckIn.objects.exclude(sealed="").count() == 1


def test_a_lead_sees_means_of_five_people_and_before_that_nothing(client, cast):
    campaign = make_open_campaign(lead=cast.ada)
    client.force_login(cast.ada)
    page = reverse("campaign-care", args=[campaign.key])
    for number in range(5):
        assert "Nothing to tell yet" in client.get(page).content.decode()
        person, _ = make_person(email=f"w{number}@example.org", name=f"W {number}", at=NOON)
        give_seat(campaign=campaign, person=person, role="red teamer", at=NOON)
        seen(person, campaign, 1)
        checked_in(person, upset=number % 2, text="")
    [block] = trend_of(campaign)
    assert block.means["upset"] == (0.4, 5)
    assert block.means["alert"] is None
    assert "0.40" in client.get(page).content.decode()


def test_a_new_master_key_seals_them_anew(cast, settings, tmp_path):
    settings.DATA_DIR = tmp_path  # the processes of a parallel run share theirs, and with it the key
    row = checked_in(cast.bo)
    with rotation() as fresh:
        assert reseal(by=fresh) == (1, 0)
    CheckIn.objects.exclude(pk=row.pk).delete()
    assert check_ins_of(cast.bo)[0].text == CANARY
    CheckIn.objects.update(sealed="1.bm90aGluZw==")
    with rotation() as fresh:
        assert reseal(by=fresh) == (0, 1)


def test_help_lines_longer_than_a_page_are_not_kept(db):
    with pytest.raises(NotValid, match="Keep the help lines within"):
        set_care(lines="x" * (LONGEST_LINES + 1), contact=None)
