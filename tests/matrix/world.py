"""Two campaigns side by side, each with its lead, red teamer and reviewer, and whoever has no seat."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from gadfly.attacks.models import Attack
from gadfly.calling.models import Calling, Invitation
from gadfly.campaigns.models import Campaign, Endpoint
from gadfly.findings.models import Finding
from gadfly.insights.actions import ask_map, ask_report, keep_map, keep_report
from gadfly.ledger import actions as ledger
from gadfly.ledger.models import Run, Statement
from gadfly.network.actions import begin
from gadfly.people.actions import give_link, make_person
from gadfly.people.models import Person, Role
from gadfly.reviews.actions import open_discussion
from gadfly.reviews.models import Assignment, Batch, Item
from gadfly.shared.clock import now
from gadfly.shared.keys import new_key
from gadfly.site.policy import POLICY
from tests.cast import Cast
from tests.factories import NOON, make_attack, make_open_campaign
from tests.findings.making import make_finding
from tests.ledger.making import TABLE, pays, rested
from tests.network.factories import make_application, make_contract, make_round
from tests.reviews.making import attack_by, make_batch, make_reviewers, opened, vote

PARTS = {
    "application-step": ("about",),
    "export-file": ("native",),
    "insights-behind": ("tags.0.n",),
    "insights-chart": ("ratings",),
    "map-file": ("1-a", "points"),
}
"""What stands in an address behind the key."""
NEIGHBOUR = "in another campaign"
WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Vetted:
    """An application being scored, the link of one being written, a contract that ours have signed."""

    application: str
    token: str
    contract: str


@dataclass(frozen=True, slots=True)
class World:
    """Who asks, by name; what is asked for in our campaign; a link to sign in by."""

    actors: dict[str, Person | None]
    campaign: Campaign
    attack: Attack
    endpoint: Endpoint
    token: str
    batch: Batch
    assignment: Assignment
    item: Item
    statement: Statement
    run: Run
    finding: Finding
    vetted: Vetted

    def path(self, name: str, *, campaign: str = "", attack: str = "", other: str = "") -> str:
        """Return the address of a route for our objects, or for the given keys; `other`: of a review."""
        from django.urls import reverse  # noqa: PLC0415 -- needs the settings

        words: dict[str, list[str]] = {
            "c": [campaign or self.campaign.key],
            "a": [attack or self.attack.key],
            "endpoints": [self.endpoint.key],
            "scorers": ["light-1"],
            "sign-in": [self.token],
            "b": [other or self.batch.key],
            "r": [other or self.assignment.key],
            "i": [other or self.item.key],
            "statements": [other or self.statement.key],
            "runs": [other or self.run.key],
            "f": [other or self.finding.key],
            "apply": [self.vetted.token],
            "contracts": [other or self.vetted.contract],
            "network": [other or self.vetted.application],
            "calls": [other or self.campaign.key],
        }
        args = words.get(ROUTES[name].split("/")[0], []) if "<" in ROUTES[name] else []
        return reverse(name, args=[*args, *PARTS.get(name, ())])


def _routes() -> dict[str, str]:
    """Return the pattern of every route by its name, walked from the resolver."""
    from django.urls import URLPattern, URLResolver, get_resolver  # noqa: PLC0415 -- needs the settings

    found: dict[str, str] = {}

    def walk(resolver: URLResolver, before: str) -> None:
        for entry in resolver.url_patterns:
            pattern = before + str(entry.pattern)
            if isinstance(entry, URLPattern):
                assert entry.name not in found, f"two routes are called {entry.name}"
                found[str(entry.name)] = pattern
            else:
                walk(entry, pattern)

    walk(get_resolver(), "")
    return found


ROUTES = _routes()


def make_world(cast: Cast) -> World:
    """Ada, Bo and Cy have seats in ours; Eve, Hal and Ida the same in the neighbour's."""
    hal, _ = make_person(email="hal@example.org", name="Hal", at=NOON)
    ida, _ = make_person(email="ida@example.org", name="Ida", at=NOON)
    joy, _ = make_person(email="joy@example.org", name="Joy", at=NOON)
    ours = make_open_campaign(lead=cast.ada, red_teamers=[cast.bo], reviewers=[cast.cy])
    theirs = make_open_campaign(lead=cast.eve, red_teamers=[hal], reviewers=[ida])
    make_attack(campaign=theirs, person=hal, over=False)
    actors = {
        "nobody": None,
        Role.APPLICANT: cast.di,
        Role.MEMBER: joy,
        Role.RED_TEAMER: cast.bo,
        Role.REVIEWER: cast.cy,
        Role.LEAD: cast.ada,
        Role.MANAGER: cast.fay,
        Role.STEWARD: cast.gus,
        f"{Role.RED_TEAMER} {NEIGHBOUR}": hal,
        f"{Role.REVIEWER} {NEIGHBOUR}": ida,
        f"{Role.LEAD} {NEIGHBOUR}": cast.eve,
    }
    finding = make_finding(ours, cast.bo)
    attack = make_attack(campaign=ours, person=cast.bo, over=False)
    _report(ours)
    token = give_link(person=joy, at=now(), reusable=True)
    reviewed = _reviews(ours, cast)
    paid = _paid(ours, cast)
    endpoint = attack.arm.target.endpoint
    _called(ours, actors)
    return World(actors, ours, attack, endpoint, token, *reviewed, *paid, finding, _vetted(actors))


def _report(campaign: Campaign) -> None:
    """A report with a chart and a map, as a worker would keep it."""
    report = ask_report(campaign=campaign, choice="", at=now()).report
    table: dict[str, object] = {"name": "tags", "title": "Tags", "note": "", "more": 0}
    table |= {"columns": [["tag", "Tag", "text", False], ["n", "Attacks", "count", False]]}
    section: dict[str, object] = {
        "name": "tags",
        "title": "Tags",
        "said": [],
        "charts": [],
        "method": [],
        "points": [],
    }
    section |= {"tables": [table | {"rows": [{"tag": "Fraud", "n": 1}]}]}
    body = {"over": 1, "n": 1, "skipped": 0, "drawn": False, "sections": [section]}
    behind = {"tags.0.n": [campaign.attacks.first().key]}
    keep_report(
        report=report.pk, change="", body=body, pictures={"ratings": "<svg/>"}, behind=behind, at=now()
    )
    drawn = ask_map(campaign=campaign, at=now())
    keep_map(map_=drawn.pk, change="a", files={"points": b"0"}, body={}, at=now())


def _reviews(campaign: Campaign, cast: Cast) -> tuple[Batch, Assignment, Item]:
    """A batch, what Cy has under way, and an item that Cy and another voted on and now discuss."""
    make_reviewers(campaign, 1)
    for number in range(3):
        with_author = make_person(email=f"wes{number}@example.org", name=f"Wes {number}", at=NOON)[0]
        attack_by(with_author, campaign)
    batch = make_batch(campaign)
    first, second, *_ = batch.items.all()
    vote(first, 0, 4)
    open_discussion(item=first, at=NOON)
    return batch, opened(second.assignments.get(reviewer=cast.cy)), first


def _paid(campaign: Campaign, cast: Cast) -> tuple[Statement, Run]:
    """A statement of Bo's that waits for approval, and a run with one of Cy's."""
    pays(campaign, cast.ada)
    for who in (cast.cy, cast.bo):
        ledger.say_country(person=who, country="DE", at=NOON)
        rested(campaign, who, 10)
    drawn = ledger.draw_statements(campaign=campaign, floors=TABLE, by=cast.ada, at=NOON)
    bos, cys = (next(one for one in drawn.statements if one.person == who) for who in (cast.bo, cast.cy))
    for statement in (bos, cys):
        ledger.submit(statement=statement, by=cast.ada, at=NOON)
    ledger.approve(statement=cys, by=cast.fay, at=NOON)
    return bos, ledger.export_run(by=cast.fay, at=NOON)


def _called(campaign: Campaign, actors: dict[str, Person | None]) -> None:
    """Invite everybody of ours, as one calling would; their answers are still out."""
    ours = [person for name, person in actors.items() if person and not name.endswith(NEIGHBOUR)]
    made = Calling.objects.create(
        campaign=campaign, by=ours[0], sent=new_key(), role="red teamer", size=len(ours), minutes=300,
        new_share=0, most=9, days=7, told="Rice.", called_at=now(),
    )  # fmt: skip
    first: dict[str, Any] = {
        "minutes": 300,
        "gain": 1.0,
        "is_new": True,
        "asked_at": now(),
        "answer_by": now() + WEEK,
    }
    Invitation.objects.bulk_create(
        Invitation(calling=made, campaign=campaign, person=person, **first) for person in ours
    )


def _vetted(actors: dict[str, Person | None]) -> Vetted:
    """Let everybody of ours who may score be asked to, and everybody of ours have signed the terms."""
    ours = {name: person for name, person in actors.items() if person and not name.endswith(NEIGHBOUR)}
    scorers = [ours[role] for role in (Role.MEMBER, Role.RED_TEAMER, Role.REVIEWER, Role.LEAD)]
    round_ = make_round(scorers=scorers, readers=len(scorers))
    application = make_application(round_=round_)
    contract = make_contract(kind="terms", signers=list(ours.values()), manager=None)
    return Vetted(application.key, begin(round_=round_, at=NOON), contract.key)


def allowed(actor: str, route: str) -> bool:
    """Tell what the table says: whether `actor` may call `route` on our campaign."""
    rule = POLICY[route]
    if actor == "nobody":
        return None in rule.who
    role = actor.removesuffix(f" {NEIGHBOUR}")
    return role in rule.who and not (rule.own and actor.endswith(NEIGHBOUR))


def absent_key() -> str:
    """Return a key that nothing has."""
    return new_key()
