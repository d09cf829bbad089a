"""Whether a server means that the dialogue is too long."""

import json

import pytest

from gadfly.science.targets.limits import too_long

LLAMA = {
    "error": {
        "code": 400,
        "message": "request (3031 tokens) exceeds the available context size (2048 tokens), try again",
        "type": "exceed_context_size_error",
        "n_prompt_tokens": 3031,
        "n_ctx": 2048,
    }
}


@pytest.mark.parametrize(
    ("said", "context"),
    [
        (json.dumps(LLAMA), 2048),
        (str(LLAMA["error"]), 2048),
        ("the request exceeds the available context size. try increasing the context size", None),
        ("This model's maximum context length is 8192 tokens. However, you requested 9000 tokens", 8192),
        ('{"error": {"code": "context_length_exceeded"}}', None),
        ("The input (9000 tokens) is longer than the model's context length (8192 tokens).", 8192),
        ("Prompt contains 33000 tokens, too large for model with 32768 maximum context length", 32768),
        ("prompt is too long: 210000 tokens > 200000 maximum", 200000),
        ("`inputs` tokens + `max_new_tokens` must be <= 4096. Given: 4000 and 256", 4096),
        ("the model is loaded with context length of only 4096 tokens, which is not enough", 4096),
        ("The input token count (99999) exceeds the maximum number of tokens allowed (8191).", 8191),
        (f"maximum context length is {'9' * 30} tokens", None),
    ],
)
def test_servers_say_it_each_in_a_sentence_of_its_own(said: str, context: int | None):
    error = too_long(said)
    assert error is not None
    assert (error.context, error.detail) == (context, said[:200])


@pytest.mark.parametrize(
    "said",
    [
        "",
        "Field 'n': Value must be between 1 <= value <= 8, but got 9",
        "max_tokens is too large: 9999. This model supports at most 4096 completion tokens",
        "The request is not one for completions.",
        "Your name is too long.",
    ],
)
def test_what_is_said_of_other_things_is_not_taken_for_it(said: str):
    assert too_long(said) is None
