"""Pages of time and pay."""

from gadfly.ledger.views.campaign import campaign_correction, campaign_pay, campaign_statements
from gadfly.ledger.views.mine import my_pay
from gadfly.ledger.views.runs import payment_run, payment_runs
from gadfly.ledger.views.statements import statement, statement_step

__all__ = [
    "campaign_correction",
    "campaign_pay",
    "campaign_statements",
    "my_pay",
    "payment_run",
    "payment_runs",
    "statement",
    "statement_step",
]
