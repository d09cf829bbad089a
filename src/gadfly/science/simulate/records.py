"""The attacks themselves, as datasets hold them."""

from collections.abc import Iterator
from random import Random

from gadfly.science.datasets import Arm, AttackRecord, SelfReport, Summary
from gadfly.science.dialogue import Candidate, Dialogue, Turn
from gadfly.science.simulate.numbers import Block, blocks
from gadfly.science.simulate.published import published
from gadfly.science.simulate.settings import Settings
from gadfly.science.simulate.texts import Said, Writer
from gadfly.science.simulate.truth import topics

SECOND_TAG = 0.3


def attacks(settings: Settings) -> Iterator[AttackRecord]:
    """Yield the attacks in order; the same settings give the same ones."""
    for block in blocks(settings):
        rng = Random(f"{settings.seed} texts {block.number}")
        yield from _records(block, Writer(rng), rng)


def _records(block: Block, writer: Writer, rng: Random) -> Iterator[AttackRecord]:
    cells = [Arm(intervention=cell.model_type, size=cell.size) for cell in published().cells]
    names = list(topics())
    columns = (column.tolist() for column in block[1:])
    for member, cell, topic, score, rating, intent, _, upwork, template, tagged in zip(*columns, strict=True):
        said = writer.said(topic, score, template=template)
        yield AttackRecord(
            _dialogue(said),
            task_description=said.intent,
            member=member,
            arm=cells[cell],
            report=SelfReport(success=rating),
            scores=Summary(min=score, intent=intent),
            tags=_tags(names, topic, rng) if tagged else None,
            is_upworker=upwork,
        )


def _dialogue(said: Said) -> Dialogue:
    return Dialogue(tuple(Turn(asked, (Candidate(reply),), continued=0) for asked, reply in said.turns))


def _tags(names: list[str], topic: int, rng: Random) -> tuple[str, ...]:
    second = {rng.choice(names)} if rng.random() < SECOND_TAG else set()
    return tuple(sorted({names[topic]} | second))
