"""Which checkpoints are shown: whose, how they stand, how old their evidence is. The address says it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from django.utils.translation import gettext as _

from tracker.checklist.choices import State
from tracker.checklist.forms import NOBODY, FilterForm
from tracker.checklist.queries import CheckpointRow
from tracker.checklist.queries.holding import months_after
from tracker.people.models import User


@dataclass(frozen=True, slots=True)
class Sieve:
    """What is asked of a row; nothing asked lets all through."""

    who: str = ""
    state: str = ""
    older: int | None = None
    clause: str = ""

    def __bool__(self) -> bool:
        return bool(self.who or self.state or self.older or self.clause)

    @property
    def query(self) -> str:
        said = {"who": self.who, "state": self.state, "older": self.older, "clause": self.clause}
        return urlencode({name: value for name, value in said.items() if value})

    def keeps(self, row: CheckpointRow, user: User, on: date) -> bool:
        return (
            self._is_of(row, user)
            and self._stands(row)
            and (not self.older or _newest_is_older(row, self.older, on))
            and (not self.clause or row.clause == self.clause or row.clause.startswith(f"{self.clause}."))
        )

    def _is_of(self, row: CheckpointRow, user: User) -> bool:
        if self.who == "mine":
            return user.person_id is not None and row.owner_id == user.person_id
        return self.who != NOBODY or row.owner_id is None

    def _stands(self, row: CheckpointRow) -> bool:
        match self.state:
            case "":
                return True
            case "gaps":
                return not row.met
            case "waiting":
                return row.waits
            case "lapsed":
                return row.lapse is not None
        return row.standing == self.state


def sieve_of(said: Mapping[str, str]) -> Sieve:
    """From an address; words that mean nothing are left out."""
    form = FilterForm(said)
    form.is_valid()
    given = form.cleaned_data
    return Sieve(
        given.get("who", ""), given.get("state", ""), given.get("older"), given.get("clause", "").strip()
    )


def state_options() -> list[tuple[str, str]]:
    return [
        ("", _("any state")),
        ("gaps", _("not met today")),
        ("waiting", _("to confirm")),
        ("lapsed", _("lapsed")),
        *((each.value, str(each.label)) for each in State),
    ]


def _newest_is_older(row: CheckpointRow, months: int, on: date) -> bool:
    """It rests on evidence, and the newest of it took effect longer ago than so many months."""
    newest = max((proof.effective_from for proof in row.proofs), default=None)
    return newest is not None and months_after(newest, months) < on
