"""Run as a program with the environment of a site: plants given texts wherever people and models write.

Reads a JSON list of texts. Prints JSON: the tokens by which the red teamer and the lead sign in,
and the keys of the campaign, of an attack that is over and of one that goes on.
"""

# ruff: noqa: E402 -- models need django.setup() first

import json
import sys
from dataclasses import replace

import django

django.setup()

from gadfly.people.actions import give_link
from gadfly.shared.clock import now
from tests.cast import make_cast
from tests.factories import (
    NOON,
    Exchange,
    make_attack,
    make_open_campaign,
    make_target,
    make_wish,
)


def main(texts: list[str]) -> dict[str, str]:
    cast = make_cast()
    everything = "\n\n".join(texts)
    wish = make_wish(make_target(texts[0][:100]))
    wish = replace(
        wish, brief=everything[:9_000], warning=everything[:2_000], topics=tuple(t[:100] for t in texts)
    )
    campaign = make_open_campaign(lead=cast.ada, red_teamers=[cast.bo], title=texts[1][:100], wish=wish)
    said = [Exchange(human=text, replies=(text, text)) for text in texts]
    over = make_attack(campaign=campaign, person=cast.bo, exchanges=said, intent=everything[:1_900])
    waits = [*said[:2], Exchange(human=texts[2], replies=(texts[3], texts[4]), picked=None)]
    going_on = make_attack(campaign=campaign, person=cast.bo, exchanges=waits, over=False, at=NOON)
    return {
        "red teamer": give_link(person=cast.bo, at=now()),
        "lead": give_link(person=cast.ada, at=now()),
        "campaign": campaign.key,
        "over": over.key,
        "going on": going_on.key,
    }


print(json.dumps(main(json.load(sys.stdin))))
