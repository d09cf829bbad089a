"""`gadfly work --once` scores attacks that ended, and those that an earlier worker left."""

import json
import subprocess
import sys

from tests import running
from tests.patience import PATIENCE

END_ONE_LEAVE_ONE = """
import os, django
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "gadfly.site.settings")
django.setup()
from gadfly.attacks.actions import close_turn, end_attack, open_turn
from gadfly.attacks.models import Attack
from gadfly.attacks.tasks import score_attack
from gadfly.science.dialogue import Candidate
from gadfly.shared.clock import now
asked, forgotten = Attack.objects.order_by("pk")
for attack, scoring in ((asked, score_attack.enqueue), (forgotten, lambda _: None)):
    opened = open_turn(attack=attack, key="one", text="Is rice fine?", at=now())
    replies = {row: Candidate(text=f"Reply {row}") for row in opened.candidates}
    close_turn(turn=opened.turn, replies=replies, at=now())
    end_attack(attack=attack, at=now(), scoring=scoring)
"""
SCORES = """
import json, os, django
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "gadfly.site.settings")
django.setup()
from django_tasks_db.models import DBTaskResult
from gadfly.attacks.models import Attack, Score
print(json.dumps([
    [attack.scorer != "" and attack.score_intent is not None for attack in Attack.objects.order_by("pk")],
    Score.objects.count(),
    [str(result.status) for result in DBTaskResult.objects.all()],
]))
"""


def python(code, environment):
    done = subprocess.run(
        (sys.executable, "-c", code), env=environment, check=True, stdout=subprocess.PIPE, timeout=PATIENCE
    )
    return done.stdout


def test_what_waits_is_scored_whether_or_not_somebody_asked_for_it(own_environment):
    with running.site(own_environment, "http://127.0.0.1:9") as site:
        site.seed(2)
        python(END_ONE_LEAVE_ONE, site.environment)
        site.gadfly("work", "--once")
        scored = json.loads(python(SCORES, site.environment))
    assert scored == [[True, True], 4, ["SUCCESSFUL"]]
