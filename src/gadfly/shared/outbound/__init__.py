"""The only way out: an HTTP client that goes nowhere an admin did not allow (R12).

    Origins    the allowlist: public origins, and private ones that may lead inside
    allowed    the same of this site's settings, and the sentence for what is not on it
    Bounds     seconds and bytes
    Outbound   the client; one for a process

It is the `Http` of `gadfly.science.targets.http`, and raises its TargetErrors.
"""

from gadfly.shared.outbound.client import Bounds, Outbound
from gadfly.shared.outbound.origins import Origin, Origins, base_of, origin_of

__all__ = ["Bounds", "Origin", "Origins", "Outbound", "base_of", "origin_of"]
