"""What happened on a clause: the log entries of its checkpoints and of the evidence they rest on."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from tracker.checklist.choices import VERB_PHRASES, State, Verb
from tracker.checklist.queries.rows import CheckpointRow
from tracker.evidence.choices import VERB_PHRASES as EVIDENCE_PHRASES
from tracker.evidence.choices import Verb as EvidenceVerb
from tracker.history.models import Activity
from tracker.projects.models import Project

ICONS = {
    EvidenceVerb.ATTACHED: "paperclip",
    EvidenceVerb.REVISED: "paperclip",
    EvidenceVerb.DOWNLOADED: "download",
    Verb.EVIDENCE_LINKED: "paperclip",
    Verb.EVIDENCE_UNLINKED: "paperclip",
    Verb.REOPENED: "arrow-back-up",
    Verb.ASSIGNED: "user",
}
PHRASES = {str(verb): phrase for table in (VERB_PHRASES, EVIDENCE_PHRASES) for verb, phrase in table.items()}
STATUS = {EvidenceVerb.CONFIRMED: "met", Verb.CONFIRMED: "met", EvidenceVerb.REJECTED: "not_met"}


@dataclass(frozen=True, slots=True)
class TrailEntry:
    """One line of the history: who did what, when, and why they said they did."""

    actor: str
    did: str
    at: datetime
    reason: str
    status: str
    icon: str


def trail(project: Project, rows: Iterable[CheckpointRow], *, limit: int = 8) -> list[TrailEntry]:
    """The newest entries about these checkpoints and their evidence; one query."""
    rows = list(rows)
    places = {str(row.id): str(row.position) for row in rows}
    evidence = {str(proof.evidence_id) for row in rows for proof in row.proofs}
    found = Activity.objects.filter(
        project_id=project.pk,
        subject_type__in=("checklist.checkpoint", "evidence.evidence"),
        subject_id__in=[*places, *evidence],
    ).exclude(verb=EvidenceVerb.DOWNLOADED)
    entries = found.newest_first().select_related("label")[:limit]
    return [_entry(entry, places.get(entry.subject_id, "")) for entry in entries]


def _entry(entry: Activity, place: str) -> TrailEntry:
    words = entry.label.words or {}
    state = entry.after.get("state", "")
    status = str(state) if entry.verb == Verb.ASSESSED else STATUS.get(entry.verb, "")  # type: ignore[call-overload]
    return TrailEntry(
        actor=words.get("actor", _("Somebody")),
        did=_did(entry, place, words),
        at=entry.at,
        reason=words.get("reason", ""),
        status=status,
        icon=ICONS.get(entry.verb, "activity"),  # type: ignore[call-overload]
    )


def _did(entry: Activity, place: str, words: dict[str, str]) -> str:
    if entry.verb == Verb.ASSESSED:
        after, before = entry.after.get("state"), entry.before.get("state")
        if after == before:
            return _("noted on checkpoint %(place)s") % {"place": place}
        return _("set checkpoint %(place)s to %(after)s, was %(before)s") % {
            "place": place,
            "after": _word(after),
            "before": _word(before),
        }
    if entry.verb in (Verb.EVIDENCE_LINKED, Verb.EVIDENCE_UNLINKED) and words.get("evidence"):
        linked = entry.verb == Verb.EVIDENCE_LINKED
        sentence = (
            _("let checkpoint %(place)s rest on %(name)s")
            if linked
            else _("took %(name)s from checkpoint %(place)s")
        )
        return sentence % {"place": place, "name": words["evidence"]}
    phrase = str(PHRASES.get(entry.verb, entry.verb))
    subject = place or words.get("subject", "")
    return phrase.replace("{subject}", subject)


def _word(state: object) -> str:
    return str(State(state).label).lower() if state in State.values else str(state or "")
