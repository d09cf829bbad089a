"""The rows of many records: gathered with their ids, then written table by table."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from gadfly.attacks.actions.importing.rows import attack_row, candidate_rows, scorer_of, turn_row
from gadfly.attacks.actions.importing.tables import Row, insert, take_ids
from gadfly.attacks.models import Attack, Candidate, Score, Turn
from gadfly.science.datasets.record import AttackRecord, TurnDetail

if TYPE_CHECKING:
    from gadfly.campaigns.actions import ImportedArms
    from gadfly.campaigns.models import Campaign

NOTHING = TurnDetail()


class Rows:
    """Gathers the rows of new attacks, then writes them."""

    def __init__(self, campaign: "Campaign", arms: "ImportedArms", records: Sequence[AttackRecord]) -> None:
        self._campaign, self._arms = campaign, arms
        turns = [turn for record in records for turn in record.dialogue.turns]
        self._attack_ids = iter(take_ids(Attack, len(records)))
        self._turn_ids = iter(take_ids(Turn, len(turns)))
        self._candidate_ids = iter(take_ids(Candidate, sum(len(turn.candidates) for turn in turns)))
        self.attacks: list[Row] = []
        self.turns: list[Row] = []
        self.candidates: list[Row] = []
        self.scores: list[Row] = []

    def add(self, key: str, record: AttackRecord) -> None:
        """Make the rows of one attack."""
        attack, scorer = next(self._attack_ids), scorer_of(record)
        around = {
            "id": attack,
            "key": key,
            "campaign_id": self._campaign.pk,
            "terms_id": self._arms.terms().pk,
            "arm_id": self._arms.of(record.arm).pk,
            "scorer": scorer,
        }
        self.attacks.append(around | attack_row(record))
        for number, turn in enumerate(record.dialogue.turns):
            detail = record.details[number] if number < len(record.details) else NOTHING
            own = [next(self._candidate_ids) for _ in turn.candidates]
            turn_id = next(self._turn_ids)
            self.turns.append(turn_row(turn_id, attack, number + 1, turn, detail, own))
            self.candidates += candidate_rows(turn_id, turn, detail, own)
            self.scores += [
                {"candidate_id": row, "scorer": scorer, "value": value}
                for row, value in zip(own, detail.scores, strict=False)
                if value is not None
            ]

    def write(self) -> None:
        """Insert all. Turns follow their candidates: SQLite then has fewest promises to keep track of."""
        insert(Attack, self.attacks)
        insert(Candidate, self.candidates)
        insert(Turn, self.turns)
        insert(Score, self.scores, numbered=False)
