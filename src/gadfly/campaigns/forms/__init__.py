"""What leads and red teamers send. Each field is listed; names that are not change nothing (R19)."""

from gadfly.campaigns.forms.budget import BudgetForm
from gadfly.campaigns.forms.design import DesignForm
from gadfly.campaigns.forms.endpoints import EndpointForm, KeyForm, NewEndpointForm, ServiceForm
from gadfly.campaigns.forms.expected import ExpectedForm
from gadfly.campaigns.forms.taking_part import AgreeForm, ContractsForm, PersonForm, SeatForm
from gadfly.campaigns.forms.terms import TermsForm, TitleForm

__all__ = [
    "AgreeForm",
    "BudgetForm",
    "ContractsForm",
    "DesignForm",
    "EndpointForm",
    "ExpectedForm",
    "KeyForm",
    "NewEndpointForm",
    "PersonForm",
    "SeatForm",
    "ServiceForm",
    "TermsForm",
    "TitleForm",
]
