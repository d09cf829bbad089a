"""A policy's card: what was taught, by what reward, what it came to on prompts held out, and what to fear."""

from collections.abc import Iterator, Sequence
from textwrap import fill

from gadfly.science.policy.heldout import EACH, Gain
from gadfly.science.policy.prompts import Mixed
from gadfly.science.policy.run import Run
from gadfly.science.policy.watching import Watch

FILE = "card.md"


def card(run: Run, prompts: Mixed, gains: Sequence[Gain], watch: Watch, steps: int) -> str:
    """Return the card, in Markdown. `steps` is how many were taken. No prompt and no reply stands in it."""
    parts = [
        f"# A policy taught from {run.base}",
        "Written by `gadfly train`; every number was measured.",
        "## What was taught",
        _taught(run, steps),
        _asked(run, prompts),
        "## What it came to",
        _measured(run, prompts),
        "\n".join(_table(gains)),
        watch.sentence,
        "## What to fear",
        _fears(run),
        "## As a target",
        _served(run),
        f"    gadfly endpoint add NAME --url URL --model NAME --intervention rlhf {_learnt(run)}",
    ]
    return "\n\n".join(map(_filled, parts)) + "\n"


def _filled(part: str) -> str:
    return part if part.startswith(("#", "|", "    ")) else fill(part, 100)


def _taught(run: Run, steps: int) -> str:
    start = f"The starting policy is {run.base} (SHA-256 {run.base_sha256}). "
    how = f"Low-rank additions of rank {run.rank}, at a rate of {run.rate:g}, seed {run.seed}. "
    if run.method == "dpo":
        return (
            f"{start}{steps:,} steps of {run.batch} pairs by direct preference optimisation (Rafailov et al. "
            f"2023) with β = {run.beta:g}, on one half of the pairs. {how}Nothing rewarded it; "
            f"{run.test_pm} watched."
        )
    return (
        f"{start}{steps:,} steps of {run.batch} prompts with {run.replies} replies each, by REINFORCE with "
        f"the others' mean as baseline (RLOO, Ahmadian et al. 2024). The reward of a reply is its score by "
        f"{run.train_pm} less β = {run.beta:g} times its distance from the starting policy in nats. {how}"
        f"Its twin {run.test_pm}, which rewards nothing, watched."
    )


def _asked(run: Run, prompts: Mixed) -> str:
    source = f"Files' SHA-256: {run.data_sha256}."
    if run.method == "dpo":
        return f"{source} Held-out prompts come from the other half of the pairs, and benign ones."
    return (
        f"{len(prompts.teach):,} prompts to learn from, {prompts.share:.0%} of them benign "
        f"({run.benign_share:.0%} was wished for). {prompts.left_out:,} prompts were left out: empty, too "
        f"long, or nearly another one. {source}"
    ).replace("%", " %")


def _measured(run: Run, prompts: Mixed) -> str:
    return (
        f"{EACH} replies of up to {run.tokens} tokens to each of {len(prompts.held_out):,} held-out prompts, "
        "before and after, with the same seed. Means over prompts; intervals are 95 %, from a bootstrap over "
        "prompts. Of n prompts both figures are known."
    )


def _table(gains: Sequence[Gain]) -> Iterator[str]:
    yield "| of held-out replies | n | before | after | gain |"
    yield "| --- | --: | --: | --: | --: |"
    for one in gains:
        if one.gain.n:
            yield f"| {one.name} | {one.gain.n:,} | {one.before} | {one.after} | {one.gain} |"


def _fears(run: Run) -> str:
    reward = (
        "The scorer that rewards is no judge of what it rewarded: look at its twin's line, and at people's "
        "picks. "
        if run.train_pm
        else ""
    )
    return (
        f"{reward}A score rises with replies that are shorter, vaguer or refuse, before it rises with better "
        "ones: read the lines on characters and refusals with it. Scores of two scorers do not compare; a "
        "gain in each does. Nothing was measured beyond first turns, in any other language, or by people."
    )


def _served(run: Run) -> str:
    reason = (
        f"so that no campaign measures it with the scorer that taught it. {run.test_pm} may measure it, "
        "unless it chose the checkpoint"
        if run.train_pm
        else "and name every scorer that was made of the same pairs, so that no campaign measures it with one"
    )
    return f"The adapter lies beside this card. Whatever serves it, say what it learnt from, {reason}:"


def _learnt(run: Run) -> str:
    return f"--learnt-from {run.train_pm or 'SCORER'}"
