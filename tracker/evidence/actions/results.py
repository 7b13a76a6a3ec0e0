"""Note what was found of each record of a sample: it conforms, it does not, or it is not there."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from tracker.core import clock
from tracker.core.bulk import bulk_save_because
from tracker.core.errors import BadInput, LineProblem, RuleBroken, StaleEdit
from tracker.core.locks import lock
from tracker.evidence.choices import Outcome, Verb
from tracker.evidence.models import SampleResult, Sampling
from tracker.history.actions import record
from tracker.people.models import User
from tracker.projects.permissions import Permission
from tracker.projects.policies import may, require

LONGEST_NOTE = 2000


@dataclass(frozen=True, slots=True)
class Found:
    """What somebody says of one record; without an outcome nothing is said yet."""

    outcome: str
    note: str = ""


@transaction.atomic
def note_results(
    *, actor: User, sampling: Sampling, found: Mapping[str, Found], seen: int | None = None
) -> int:
    """Keep what was found of the records that are named, each with who and when; returns how many changed.

    `seen` is the sum of the versions that were read: where somebody noted results since, nothing is saved.
    """
    if not may(actor, Permission.EVIDENCE_CONFIRM, sampling):
        require(actor, Permission.EVIDENCE_ADD, sampling)
    sampling = lock(Sampling, sampling.pk)
    held = {row.record: row for row in SampleResult.objects.select_for_update().filter(sampling=sampling)}
    if seen is not None and seen != sum(row.version for row in held.values()):
        raise StaleEdit(_("Somebody noted results since you opened this page. Look again, then save."))
    _check(sampling, held, found)
    changed = []
    for name, said in found.items():
        row = held.get(name) or SampleResult(project_id=sampling.project_id, sampling=sampling, record=name)
        if not said.outcome or (row.outcome, row.note) == (said.outcome, said.note.strip()):
            continue
        row.outcome, row.note = said.outcome, said.note.strip()
        row.found_by, row.found_at = actor, clock.now()
        changed.append(row)
    if changed:
        bulk_save_because(changed, reason=_("looked at the record"), by=actor)
        told = {row.record: row.outcome for row in changed}
        after = {"sampling": str(sampling.pk), **Counter(told.values()), "records": told}
        record(actor, Verb.RESULTS_NOTED, sampling.evidence, after=after)
    return len(changed)


def _check(sampling: Sampling, held: Mapping[str, SampleResult], found: Mapping[str, Found]) -> None:
    """Raises `BadInput` with every record that cannot be taken, by its place in the sample."""
    strange = [name for name in found if name not in sampling.sample]
    if strange:
        raise RuleBroken(_("“%(id)s” is not in this sample.") % {"id": strange[0][:80]})
    problems = [
        LineProblem(sampling.sample.index(name) + 1, why)
        for name, said in found.items()
        if (why := _why_not(said, held.get(name)))
    ]
    if problems:
        told = _("Nothing was saved. Correct the records that are marked.")
        raise BadInput(told, lines=problems)


def _why_not(said: Found, held: SampleResult | None) -> str:
    if not said.outcome:
        if held is not None:
            return _("It has a result already. Choose another one instead of none.")
        return _("Choose the result that this note belongs to.") if said.note.strip() else ""
    if said.outcome not in Outcome.values:
        return _("Choose one of the results.")
    if said.outcome != Outcome.CONFORMS and not said.note.strip():
        return _("Say what does not conform, or where it was looked for.")
    if len(said.note.strip()) > LONGEST_NOTE:
        return _("Say it in at most %(most)s characters.") % {"most": LONGEST_NOTE}
    return ""
