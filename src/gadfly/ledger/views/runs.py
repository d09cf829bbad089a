"""What waits for approval and for the payer, and the payer's files."""

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from gadfly.ledger import actions
from gadfly.ledger.access import run_for, runs_for
from gadfly.ledger.queries import COLUMNS, NEWEST, run_rows, waiting_for
from gadfly.people.access import signed_in
from gadfly.shared.clock import now
from gadfly.shared.csvout import csv_pieces
from gadfly.shared.refusal import Refusal


@require_http_methods(["GET", "HEAD", "POST"])
def payment_runs(request: HttpRequest) -> HttpResponseBase:
    """Show what waits; hand everything approved to the payer."""
    person = signed_in(request)
    runs = runs_for(person).order_by("-pk")
    said: dict[str, object] = {}
    if request.method == "POST":
        try:
            actions.export_run(by=person, at=now())
        except Refusal as refusal:
            said = {"refusal": refusal}
        else:
            return redirect("payment-runs")
    context = {"waiting": waiting_for(person), "runs": runs[:NEWEST], **said}
    return render(request, "ledger/runs.html", context, status=409 if said else 200)


@require_safe
def payment_run(request: HttpRequest, key: str) -> HttpResponseBase:
    """Give a run's file, the same each time."""
    run = run_for(signed_in(request), key)
    name = f"payment-run-{run.made_at:%Y-%m-%d-%H%M}.csv"
    return HttpResponse(
        b"".join(csv_pieces(COLUMNS, run_rows(run))),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )
