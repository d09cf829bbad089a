"""What a record may say so that its rows can hold it, on every database."""

from collections.abc import Iterator

from gadfly.attacks.models import Outcome
from gadfly.campaigns.queries import INTERVENTIONS
from gadfly.science.datasets.record import AttackRecord
from gadfly.science.dialogue import Candidate
from gadfly.shared.keys import LENGTH
from gadfly.shared.refusal import NotValid

WHOLE = 2**31
SEEDS = 2**63
WORDS, SIZE, SENTENCE = 80, 20, 200
OVER = frozenset(Outcome.values) - {Outcome.OPEN}


def ensure_fits(record: AttackRecord) -> None:
    """Raise NotValid with a sentence unless the record's rows can hold it."""
    for trouble in _troubles(record):
        raise NotValid(trouble)


def _troubles(record: AttackRecord) -> Iterator[str]:
    if record.state not in OVER:
        yield f"state must be one of {', '.join(sorted(OVER))}"
    if record.arm.intervention not in INTERVENTIONS:
        yield f"the intervention must be one of {', '.join(INTERVENTIONS)}"
    if record.member is not None and not 0 <= record.member < WHOLE:
        yield "member must be a whole number from 0 to 2147483647"
    if not -SEEDS <= (record.seed or 0) < SEEDS:
        yield "seed must fit into 64 bits"
    yield from _wordy_troubles(record)
    for turn in record.dialogue.turns:
        for candidate in turn.candidates:
            yield from _candidate_troubles(candidate)


def _wordy_troubles(record: AttackRecord) -> Iterator[str]:
    arm = record.arm
    if len(record.key) > LENGTH:
        yield f"key must have {LENGTH} characters at most"
    names = (arm.name, arm.size, arm.model, arm.revision, record.scores.scorer or "")
    if max(map(len, names)) > WORDS:
        yield f"the names of the arm and the scorer must have {WORDS} characters at most"
    if len(arm.size) > SIZE:
        yield f"the arm's size must have {SIZE} characters at most"
    if "\0" in "".join((*names, record.key)):
        yield "names and the key must not contain NUL"
    if len(record.report.expertise) > SENTENCE:
        yield f"the expertise must have {SENTENCE} characters at most"


def _candidate_troubles(candidate: Candidate) -> Iterator[str]:
    counts = (
        candidate.prompt_tokens,
        candidate.completion_tokens,
        candidate.first_token_ms,
        candidate.latency_ms,
    )
    if any(count is not None and not 0 <= count < WHOLE for count in counts):
        yield "token counts and milliseconds must be whole numbers from 0 to 2147483647"
    if not -SEEDS <= (candidate.seed or 0) < SEEDS:
        yield "a candidate's seed must fit into 64 bits"
    if len(candidate.finish_reason or "") > 40 or len(candidate.error or "") > 300:  # noqa: PLR2004 -- the columns' widths
        yield "a finish reason has 40 characters at most, an error 300"
