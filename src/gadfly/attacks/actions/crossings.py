"""What a red teamer reports as crossing the hard line: its words are taken away, a digest is kept, sealed."""

from datetime import datetime

from gadfly.attacks.models import Attack, Candidate, Pair
from gadfly.shared.durable import durable
from gadfly.wellbeing.actions import raise_alarm


def report_crossing(*, attack: Attack, at: datetime) -> Attack:
    """Take the words of the attack's last turn away and raise an alarm. Again: nothing changes."""
    turn = attack.turns.order_by("-number").first()
    texts = [turn.human, *turn.candidates.order_by("pk").values_list("text", flat=True)] if turn else []
    raise_alarm(
        way="told",
        person=attack.person_id,
        campaign=attack.campaign_id,
        subject=attack.key,
        text="\n".join(texts),
        at=at,
    )
    if turn is not None:
        with durable():
            Pair.objects.filter(turn=turn).delete()
            Candidate.objects.filter(turn=turn).update(text="", made={})
            turn.human = ""
            turn.save(update_fields=["human"])
    return attack
