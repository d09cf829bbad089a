"""How rows call themselves, for whoever reads a log or a shell."""

from gadfly.campaigns.models import Agreement, Endpoint, Seat
from tests.factories import make_open_campaign, make_target, make_wish


def test_rows_are_shown_by_what_they_are(cast):
    wish = make_wish(make_target("plain"))
    campaign = make_open_campaign(lead=cast.ada, red_teamers=[cast.bo], wish=wish)
    arm = campaign.terms.arms.get()
    rows = [campaign, campaign.terms, arm, arm.target, Endpoint.objects.get(), Agreement.objects.get()]
    assert [str(row) for row in [*rows, Seat.objects.get(person=cast.bo)]] == [
        "Kitchen advice",
        "Kitchen advice v1",
        "plain × 1",
        "plain",
        "loopback",
        "Bo agreed to Kitchen advice v1",
        "Bo, red teamer of Kitchen advice",
    ]
