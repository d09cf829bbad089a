"""Records become attacks of a campaign: in batches, each attack once however often it is imported."""

from gadfly.attacks.actions.importing.batches import Imported, import_records
from gadfly.attacks.actions.importing.bounds import ensure_fits

__all__ = ["Imported", "ensure_fits", "import_records"]
