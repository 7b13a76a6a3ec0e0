"""The cells of a matrix: which ground a tally of valid, expiring and missing stands on."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

TINTED_FROM = 5  # a fifth missing


@dataclass(frozen=True)
class CellTally:
    """How many of those who need it are valid, expiring (still valid) or missing."""

    valid: int
    needed: int
    expiring: int = 0

    @property
    def missing(self) -> int:
        return max(self.needed - self.valid, 0)

    @property
    def sentence(self) -> str:
        return _("%(valid)s of %(needed)s valid, %(expiring)s of them expiring, %(missing)s missing") % {
            "valid": self.valid,
            "needed": self.needed,
            "expiring": self.expiring,
            "missing": self.missing,
        }


def cell_tone(cell: CellTally) -> str:
    """The ground of a cell: bad from a fifth missing, part below that, warn where some expire, ok, or no."""
    if not cell.needed:
        return "no"
    if cell.missing * TINTED_FROM >= cell.needed:
        return "bad"
    if cell.missing:
        return "part"
    return "warn" if cell.expiring else "ok"
