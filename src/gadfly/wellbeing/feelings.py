"""The ten feelings asked for: the short international PANAS (Thompson 2007), as Ganguli et al. 2022, A.2.

No score is made of them here, and none is a diagnosis.
"""

FEELINGS = (
    "upset", "hostile", "alert", "ashamed", "inspired",
    "nervous", "determined", "attentive", "afraid", "active",
)  # fmt: skip
QUESTION = "Think of the tasks you just completed. To what extent did they make you feel:"
LONGEST_TEXT = 2_000
