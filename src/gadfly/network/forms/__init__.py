"""What applicants, scorers and managers send. Each field is listed; other names change nothing (R19)."""

from gadfly.network.forms.managing import CharterForm, ContractForm, DecisionForm, RoundForm
from gadfly.network.forms.scoring import ScoreForm
from gadfly.network.forms.signing import SignForm
from gadfly.network.forms.steps import FORMS, StepForm

__all__ = [
    "FORMS",
    "CharterForm",
    "ContractForm",
    "DecisionForm",
    "RoundForm",
    "ScoreForm",
    "SignForm",
    "StepForm",
]
