"""How a revision stands on a day, from its plain values: one rule for live rows and for the past."""

from __future__ import annotations

from datetime import date, timedelta

from tracker.evidence.choices import EXPIRING_DAYS, RevisionState, Standing, Verdict


def standing_of(
    *, state: str, effective_from: date, expires_on: date | None, verdict: str, on: date
) -> Standing:
    """The one word that tells a reader how the revision stands."""
    if state != RevisionState.CURRENT:
        return Standing(state)
    if expires_on is not None and expires_on < on:
        return Standing.EXPIRED
    if verdict == Verdict.REJECTED:
        return Standing.REJECTED
    if effective_from > on:
        return Standing.NOT_YET
    if not verdict:
        return Standing.TO_CONFIRM
    if expires_on is not None and expires_on <= on + timedelta(days=EXPIRING_DAYS):
        return Standing.EXPIRING
    return Standing.CURRENT


IN_FORCE = frozenset({Standing.CURRENT, Standing.EXPIRING, Standing.TO_CONFIRM})
