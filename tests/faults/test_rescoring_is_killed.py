"""An archive is scored while the process is killed, again and again: in order, and nothing twice."""

import json
import subprocess
import sys
from typing import Any

import pytest

from tests import running
from tests.patience import PATIENCE
from tests.processes import heard, started

pytestmark = pytest.mark.fault

ATTACKS = 24 * 64
KILLS = 2

PLANT = f"""
import os, django
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "gadfly.site.settings")
django.setup()
from gadfly.campaigns.models import Campaign
from tests.attacks.lessons import fill
campaign = Campaign.objects.get()
fill(campaign, {ATTACKS})
print(campaign.slug)
"""
WORK = """
import os, django
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "gadfly.site.settings")
django.setup()
from gadfly.attacks.actions import ask_rescoring, rescoring
from gadfly.attacks.actions.rescoring import rescore
from gadfly.campaigns.models import Campaign
from gadfly.campaigns.queries import reference_of
from gadfly.shared.clock import now
rescoring.LARGE = rescoring.BATCH  # many small batches can be killed in many places
campaign = Campaign.objects.get()
job = ask_rescoring(campaign=campaign, scorer=reference_of(campaign), at=now())
for found in rescore(job=job.pk, at=now()):
    print(f"{found.done} done", flush=True)
"""
"""What the command does, saying after each batch that it is on disk."""
STANDING = """
import json, os, django
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "gadfly.site.settings")
django.setup()
from gadfly.attacks.models import Attack, Rescoring, Score
job = Rescoring.objects.last()
over = Attack.objects.filter(turn_count__gt=0).exclude(state="open")
scored = list(Score.objects.order_by("pk").values_list("pk", "candidate__turn__attack"))
print(json.dumps({
    "jobs": Rescoring.objects.count(),
    "done": job.done,
    "state": job.state,
    "behind": over.filter(pk__lte=job.last).count(),
    "scored": scored,
}))
"""
"""What is on disk: the job, and each score with its attack, in the order in which they were written."""


def python(code, environment):
    done = subprocess.run(
        (sys.executable, "-c", code), env=environment, check=True, stdout=subprocess.PIPE, timeout=PATIENCE
    )
    return done.stdout.decode().strip()


def standing(site):
    return json.loads(python(STANDING, site.environment))


def killed(site):
    """Let it work until a batch is done, kill it (SIGKILL) wherever it then is; return how it stands."""
    command = (sys.executable, "-c", WORK)
    with started(command, env=site.environment, stdout=subprocess.PIPE) as process:
        heard(process, " done")
        process.kill()
        process.wait(PATIENCE)
    return standing(site)


def test_killed_at_any_moment_it_goes_on_in_order_and_scores_nothing_twice(own_environment):
    with running.site(own_environment, "http://127.0.0.1:9") as site:
        site.seed(1)
        slug = python(PLANT, site.environment)
        before: dict[str, Any] = {"done": 0, "scored": []}
        for _ in range(KILLS):
            after = killed(site)
            assert after["state"] == "running"
            assert after["done"] == after["behind"] == len(after["scored"]) / 2 > before["done"]
            assert after["scored"][: len(before["scored"])] == before["scored"]  # the very rows
            before = after
        site.gadfly("rescore", slug)
        after = standing(site)
    assert (after["jobs"], after["done"], after["state"]) == (1, ATTACKS, "done")
    attacks = [attack for _, attack in after["scored"]]
    assert attacks == sorted(attacks)
    assert len(attacks) == 2 * ATTACKS
    assert after["scored"][: len(before["scored"])] == before["scored"]
