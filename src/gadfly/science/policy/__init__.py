"""Policies: language models taught by reward, or by pairs, what to answer; and whether it did any good.

A run starts from a language model, the starting policy, and leaves an adapter beside a card. The
reward is a preference model's score, less β times how far the policy has gone from where it
started (Bai et al. 2022, 4.1). Reward is not the aim: a twin that learnt from other pairs
watches, and where the reward rises while the twin's score falls, what is learnt is the scorer's errors.

    prompts    what is asked: attacks' first turns mixed with benign questions, some held out
    run        what is taught, by what and how; frozen, and kept beside what came of it
    rewards    replies to numbers            records    one line for each step
    heldout    replies to the held-out prompts, before and after
    watching   whether the reward is over-optimised
    chart      the steps as SVG and CSV      card       all of it for people
    course     from a run to what lies in its folder
    teaching/  torch, Transformers, PEFT and TRL: there alone
"""


class PolicyError(Exception):
    """A run cannot begin or go on. The text is one plain sentence that says what to do."""
