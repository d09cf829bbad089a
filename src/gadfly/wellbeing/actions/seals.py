"""What is sealed here is sealed anew when the master key changes."""

from gadfly.shared.durable import durable
from gadfly.shared.sealed import Seal, SealedError
from gadfly.wellbeing.models import Alarm, CheckIn
from gadfly.wellbeing.sealing import place_of


def reseal(*, by: Seal) -> tuple[int, int]:
    """Seal every check-in and alarm by the newest master key; return how many, and how many do not open."""
    done = lost = 0
    for model in (CheckIn, Alarm):
        for pk in list(model.objects.exclude(sealed="").values_list("pk", flat=True)):
            with durable():
                row = model.objects.select_for_update().get(pk=pk)
                try:
                    row.sealed = by.sealed(by.opened(row.sealed, to=place_of(row)), to=place_of(row))
                except SealedError:
                    lost += 1
                    continue
                row.save(update_fields=["sealed"])
                done += 1
    return done, lost
