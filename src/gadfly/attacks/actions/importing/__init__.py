"""Records become attacks of a campaign: in batches, each attack once however often it is imported."""

from gadfly.attacks.actions.importing.batches import Imported, import_records

__all__ = ["Imported", "import_records"]
