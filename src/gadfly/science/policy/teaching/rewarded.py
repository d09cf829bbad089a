"""Taught by reward: TRL's RLOO trainer, whose reward is a scorer's, less β times the distance.

Its twin is a reward of weight nothing: TRL gathers and logs it beside the other. Several
processes under `accelerate launch` each draw their own replies; the first one writes.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import datasets
import peft
import torch
import transformers
import trl
from transformers.trainer_utils import get_last_checkpoint

from gadfly.science.policy import records
from gadfly.science.policy.course import CHECKPOINTS
from gadfly.science.policy.heldout import Twins
from gadfly.science.policy.prompts import Prompt
from gadfly.science.policy.rewards import Score, rewards, scores
from gadfly.science.policy.run import Run
from gadfly.science.policy.teaching.answering import answers
from gadfly.science.policy.teaching.loading import Policy, additions, reply_in
from gadfly.science.preference import PreferenceModel

Watcher = Callable[[records.Step], object]


def nobody(_: records.Step) -> None:
    """Watch nothing."""


@dataclass(eq=False)
class Taught:
    """A policy in a trainer of TRL's."""

    run: Run
    policy: Policy
    trainer: Any

    @property
    def first(self) -> bool:
        """Whether this process is the one that writes."""
        return bool(self.trainer.is_world_process_zero())

    @property
    def model(self) -> Any:  # noqa: ANN401 -- torch's own
        """The policy as it is now, additions included."""
        return self.trainer.accelerator.unwrap_model(self.trainer.model)

    def answers(self, asked: Sequence[str], *, each: int, seed: int) -> list[list[str]]:
        """Return `each` replies to each of the texts."""
        return answers(self.policy, self.model, asked, each=each, tokens=self.run.tokens, seed=seed)

    def learn(self, folder: Path, *, resume: bool) -> None:
        """Take the steps; begin anew where there is no checkpoint yet."""
        home = folder / CHECKPOINTS
        last = get_last_checkpoint(str(home)) if resume and home.is_dir() else None
        taken = int(last.rpartition("-")[2]) if last else 0
        if self.first:
            records.forget_after(folder, taken)
        if taken < self.run.steps:
            self.trainer.train(resume_from_checkpoint=last)
        else:  # a trainer with nothing left to do would take one more step
            peft.set_peft_model_state_dict(self.model, peft.load_peft_weights(last))

    def save(self, folder: Path) -> None:
        """Write the adapter, and the tokenizer beside it."""
        self.model.save_pretrained(folder)
        self.policy.tokenizer.save_pretrained(folder)


def rewarded(
    run: Run, policy: Policy, prompts: Sequence[Prompt], twins: Twins, folder: Path, watch: Watcher = nobody
) -> Taught:
    """Return the policy, ready to learn what `twins.train` likes; steps are recorded in `folder`."""
    assert twins.train is not None  # noqa: S101 -- for mypy: a run by reward has a scorer that rewards
    train = _Reward(twins.train, run.replies, "train")
    test = _Reward(twins.test, run.replies, "test")
    rows = [{"prompt": policy.asking(prompt.text), "human": prompt.text} for prompt in prompts]
    trainer = trl.RLOOTrainer(
        model=policy.model,
        reward_funcs=[train, test],
        args=trl.RLOOConfig(
            **settings(run, folder),
            per_device_train_batch_size=run.batch * run.replies,
            num_generations=run.replies,
            max_completion_length=run.tokens,
            reward_weights=[1.0, 0.0],
            temperature=1.0,
        ),
        processing_class=policy.tokenizer,
        train_dataset=datasets.Dataset.from_list(rows),
        peft_config=additions(run.rank),
        callbacks=[_Keeper(folder, watch, train)],
    )
    return quiet(Taught(run, policy, trainer))


def settings(run: Run, folder: Path) -> dict[str, Any]:
    """Return what both of TRL's trainers are told."""
    return {
        "output_dir": str(folder / CHECKPOINTS),
        "max_steps": run.steps,
        "learning_rate": run.rate,
        "lr_scheduler_type": "constant",  # so that a run may grow
        "beta": run.beta,
        "seed": run.seed,
        "logging_steps": 1,
        "save_steps": run.save_every,
        "report_to": "none",
        "disable_tqdm": True,
        "bf16": torch.cuda.is_available(),
        "gradient_checkpointing": False,
    }


def quiet(taught: Taught) -> Taught:
    """Return it without what it would print: that stands in the records."""
    taught.trainer.remove_callback(transformers.PrinterCallback)
    return taught


class _Reward:
    """What TRL calls for rewards: `replies` to each prompt, one after the other."""

    def __init__(self, model: PreferenceModel, replies: int, name: str) -> None:
        self.model, self.replies, self.unscored = model, replies, 0
        self.__name__ = name

    def __call__(self, completions: Sequence[Any], human: Sequence[str], **_: object) -> list[float]:
        found: tuple[Score, ...] = scores(self.model, human, [reply_in(said) for said in completions])
        self.unscored = sum(score is None for score in found)
        return rewards(found, self.replies)


class _Keeper(transformers.TrainerCallback):  # type: ignore[misc]  # ships no types
    """Keeps what TRL logs of each step."""

    def __init__(self, folder: Path, watch: Watcher, reward: _Reward) -> None:
        self.folder, self.watch, self.reward = folder, watch, reward

    def on_log(self, args: Any, state: Any, control: Any, logs: dict[str, Any], **_: object) -> None:  # noqa: ANN401, ARG002 -- as it is called
        """Write the step."""
        if not state.is_world_process_zero or "rewards/train/mean" not in logs:
            return
        tokens, kl = logs["completions/mean_length"], logs.get("kl")
        step = records.step_of(
            state.global_step,
            self.reward.unscored,
            train=logs["rewards/train/mean"],
            test=logs["rewards/test/mean"],
            kl=None if kl is None else kl * tokens,  # TRL's is for a token
            tokens=tokens,
            cut=logs["completions/clipped_ratio"],
        )
        records.append(self.folder, step)
        self.watch(step)
