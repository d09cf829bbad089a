"""Work in the background: agreement on a batch is measured."""

from django.db.models import F, Q
from django_tasks import task

from gadfly.reviews.actions import measure
from gadfly.reviews.models import Measurement
from gadfly.shared.clock import now


@task()
def measure_agreement(batch: int) -> None:
    """Measure how far the votes of a batch agree."""
    measure(batch=batch, at=now())


def measure_what_waits() -> int:
    """Ask again for what a worker that died left unmeasured; return how many batches."""
    waits = Q(measured_at=None) | Q(measured_at__lt=F("asked_at"))
    batches = list(Measurement.objects.filter(waits).values_list("batch", flat=True))
    for batch in batches:
        measure_agreement.enqueue(batch)
    return len(batches)
