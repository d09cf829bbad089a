"""Taught by pairs: TRL's DPO trainer. No scorer, no replies drawn while learning: the cheap way.

Each pair counts alike, whatever its weight.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import datasets
import transformers
import trl

from gadfly.science.dialogue import Role
from gadfly.science.policy import records
from gadfly.science.policy.run import Run
from gadfly.science.policy.teaching.loading import Policy, additions
from gadfly.science.policy.teaching.rewarded import Taught, Watcher, nobody, quiet, settings
from gadfly.science.preference.pairs import Pair
from gadfly.science.targets.forms import prompt_of

LONGEST = 1024
"""Tokens of a dialogue and its reply that are read."""

_ROLES = {Role.SYSTEM: "system", Role.HUMAN: "user", Role.ASSISTANT: "assistant"}


def preferring(
    run: Run, policy: Policy, pairs: Sequence[Pair], folder: Path, watch: Watcher = nobody
) -> Taught:
    """Return the policy, ready to learn what people preferred; steps are recorded in `folder`."""
    trainer = trl.DPOTrainer(
        model=policy.model,
        args=trl.DPOConfig(
            **settings(run, folder),
            per_device_train_batch_size=run.batch,
            max_length=LONGEST,
        ),
        processing_class=policy.tokenizer,
        train_dataset=datasets.Dataset.from_list([_row(policy, pair) for pair in pairs]),
        peft_config=additions(run.rank),
        callbacks=[_Keeper(folder, watch)],
    )
    return quiet(Taught(run, policy, trainer))


def _row(policy: Policy, pair: Pair) -> dict[str, Any]:
    sides = {"chosen": pair.chosen, "rejected": pair.rejected}
    if not policy.tokenizer.chat_template:
        return {"prompt": prompt_of(pair.prompt)} | {side: f" {reply}" for side, reply in sides.items()}
    before = [{"role": _ROLES[said.role], "content": said.text} for said in pair.prompt]
    said = {side: [{"role": "assistant", "content": reply}] for side, reply in sides.items()}
    return {"prompt": before} | said


class _Keeper(transformers.TrainerCallback):  # type: ignore[misc]  # ships no types
    """Keeps what TRL logs of each step."""

    def __init__(self, folder: Path, watch: Watcher) -> None:
        self.folder, self.watch = folder, watch

    def on_log(self, args: Any, state: Any, control: Any, logs: dict[str, Any], **_: object) -> None:  # noqa: ANN401, ARG002 -- as it is called
        """Write the step."""
        if state.is_world_process_zero and "rewards/accuracies" in logs:
            step = records.step_of(state.global_step, loss=logs["loss"], right=logs["rewards/accuracies"])
            records.append(self.folder, step)
            self.watch(step)
