"""Two campaigns side by side, each with its lead, red teamer and reviewer, and whoever has no seat."""

from dataclasses import dataclass

from gadfly.attacks.models import Attack
from gadfly.campaigns.models import Campaign, Endpoint
from gadfly.network.actions import begin
from gadfly.people.actions import give_link, make_person
from gadfly.people.models import Person, Role
from gadfly.shared.clock import now
from gadfly.shared.keys import new_key
from gadfly.site.policy import POLICY
from tests.cast import Cast
from tests.factories import NOON, make_attack, make_open_campaign
from tests.network.factories import make_application, make_contract, make_round

NEIGHBOUR = "in another campaign"


@dataclass(frozen=True, slots=True)
class Vetted:
    """An application being scored, the link of one being written, a contract that ours have signed."""

    application: str
    token: str
    contract: str


@dataclass(frozen=True, slots=True)
class World:
    """Who asks, by name; the campaign and attack that are asked for; a link to sign in by."""

    actors: dict[str, Person | None]
    campaign: Campaign
    attack: Attack
    endpoint: Endpoint
    token: str
    vetted: Vetted

    def path(self, name: str, *, campaign: str = "", attack: str = "") -> str:
        """Return the address of a route for our campaign and attack, or for the given keys."""
        from django.urls import reverse  # noqa: PLC0415 -- needs the settings

        words: dict[str, list[str]] = {
            "c": [campaign or self.campaign.key],
            "a": [attack or self.attack.key],
            "endpoints": [self.endpoint.key],
            "sign-in": [self.token],
            "apply": [self.vetted.token],
            "contracts": [attack or self.vetted.contract],
            "network": [attack or self.vetted.application],
        }
        args = words.get(ROUTES[name].split("/")[0], []) if "<" in ROUTES[name] else []
        more = {"export-file": ["native"], "application-step": ["about"]}.get(name, [])
        return reverse(name, args=[*args, *more])


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
    attack = make_attack(campaign=ours, person=cast.bo, over=False)
    token = give_link(person=joy, at=now(), reusable=True)
    return World(actors, ours, attack, attack.arm.target.endpoint, token, _vetted(actors))


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
