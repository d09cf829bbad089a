"""Secrets at rest, sealed under a master key that is not in the database (R39).

Seal        seals and opens with master keys at hand
seal        this installation's: from the environment, or master.key in the data directory
rotation    puts a new master key in front, until what was sealed before is sealed anew
"""

from gadfly.shared.sealed.master import FILE, rotation, seal, unusable
from gadfly.shared.sealed.seal import Seal, SealedError

__all__ = ["FILE", "Seal", "SealedError", "rotation", "seal", "unusable"]
