"""Attach evidence and add revisions to it. Bytes are kept first, under their digest; then rows."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db import transaction
from django.utils.translation import gettext as _

from tracker.core import clock
from tracker.core.errors import BadInput, RuleBroken
from tracker.core.locks import lock
from tracker.evidence.actions.describe import check_custodian, checked_classification, set_links
from tracker.evidence.actions.texts import read_later
from tracker.evidence.bundle import keep_together
from tracker.evidence.choices import Classification, Kind, RevisionState, Verb
from tracker.evidence.intake import LINK_TYPE, Kept, Upload, keep, keep_all, keep_text
from tracker.evidence.models import Evidence, EvidenceRevision
from tracker.history.actions import record
from tracker.people.models import Person, User
from tracker.projects.models import Project
from tracker.projects.permissions import Permission
from tracker.projects.policies import require
from tracker.standard.models import Clause, DocumentedInformation


@dataclass(frozen=True)
class Validity:
    """From when on a revision counts, which time it covers, when it ends, when somebody should look."""

    effective_from: date | None = None
    effective_to: date | None = None
    expires_on: date | None = None
    review_on: date | None = None


def attach_evidence(
    *,
    actor: User,
    project: Project,
    uploads: Sequence[Upload],
    kind: str = Kind.DOCUMENT,
    clauses: Iterable[Clause] = (),
    information: Iterable[DocumentedInformation] = (),
    validity: Validity | None = None,
    custodian: Person | None = None,
    description: str = "",
    retention: str = "",
    classification: str = "",
    note: str = "",
    together: bool = False,
) -> list[Evidence]:
    """Attach one or several files, each as a piece of evidence of its own, or all of them as one."""
    require(actor, Permission.EVIDENCE_ADD, project)
    validity = _checked(validity, project)
    check_custodian(custodian, project)
    return attach_kept(
        actor=actor,
        project=project,
        kept=[keep_together(uploads)] if together and len(uploads) > 1 else keep_all(uploads),
        kind=kind,
        clauses=list(clauses),
        information=list(information),
        validity=validity,
        values={
            "custodian": custodian,
            "description": description,
            "retention": retention,
            "classification": checked_classification(classification) or Classification.INTERNAL,
        },
        note=note,
    )


def attach_link(
    *,
    actor: User,
    project: Project,
    name: str,
    address: str,
    clauses: Iterable[Clause] = (),
    information: Iterable[DocumentedInformation] = (),
    validity: Validity | None = None,
    custodian: Person | None = None,
    description: str = "",
    retention: str = "",
    classification: str = "",
    note: str = "",
) -> Evidence:
    """Attach the address of something that lives in another system; only the address is kept."""
    require(actor, Permission.EVIDENCE_ADD, project)
    validity = _checked(validity, project)
    check_custodian(custodian, project)
    kept = keep_text(
        _checked_address(address) + "\r\n",
        filename="link.uri",
        name=_checked_name(name),
        media_type=LINK_TYPE,
        address=address.strip(),
    )
    return attach_kept(
        actor=actor,
        project=project,
        kept=[kept],
        kind=Kind.LINK,
        clauses=list(clauses),
        information=list(information),
        validity=validity,
        values={
            "custodian": custodian,
            "description": description,
            "retention": retention,
            "classification": checked_classification(classification) or Classification.INTERNAL,
        },
        note=note,
    )[0]


def attach_statement(
    *,
    actor: User,
    project: Project,
    name: str,
    text: str,
    clauses: Iterable[Clause] = (),
    information: Iterable[DocumentedInformation] = (),
    validity: Validity | None = None,
    custodian: Person | None = None,
    description: str = "",
    retention: str = "",
    classification: str = "",
    note: str = "",
) -> Evidence:
    """Attach a person's own words; they are kept as a text file."""
    require(actor, Permission.EVIDENCE_ADD, project)
    validity = _checked(validity, project)
    check_custodian(custodian, project)
    if not text.strip():
        raise BadInput(_("A statement needs words."), field="text")
    kept = keep_text(
        text.strip() + "\n", filename="statement.txt", name=_checked_name(name), media_type="text/plain"
    )
    return attach_kept(
        actor=actor,
        project=project,
        kept=[kept],
        kind=Kind.STATEMENT,
        clauses=list(clauses),
        information=list(information),
        validity=validity,
        values={
            "custodian": custodian,
            "description": description,
            "retention": retention,
            "classification": checked_classification(classification) or Classification.INTERNAL,
        },
        note=note,
    )[0]


def add_revision(
    *,
    actor: User,
    evidence: Evidence,
    upload: Upload | None = None,
    address: str = "",
    validity: Validity | None = None,
    version: int | None = None,
    note: str = "",
    more: Sequence[Upload] = (),
) -> EvidenceRevision:
    """Add a revision that supersedes the current one: a file, or with `more` several that stand together.

    Without a file it is a review: the same bytes, looked at again, with new dates.
    """
    require(actor, Permission.EVIDENCE_ADD, evidence)
    validity = _checked(validity, evidence.project)
    if upload is None and not address and validity.expires_on is None and validity.review_on is None:
        raise BadInput(_("Choose a file, or say until when the present one holds."), field="file")
    kept = _kept_for(upload, address, more)
    return _revise(actor, evidence, kept, validity, version, note)


def _kept_for(upload: Upload | None, address: str, more: Sequence[Upload]) -> Kept | None:
    if upload is not None:
        try:
            return keep_together([upload, *more]) if more else keep(upload)
        except BadInput as refused:
            raise BadInput(refused.sentence, field="file", lines=refused.lines) from refused
    if address:
        checked = _checked_address(address)
        return keep_text(
            checked + "\r\n", filename="link.uri", name="", media_type=LINK_TYPE, address=checked
        )
    return None


@transaction.atomic
def _revise(
    actor: User,
    evidence: Evidence,
    kept: Kept | None,
    validity: Validity,
    version: int | None,
    note: str,
) -> EvidenceRevision:
    evidence = lock(Evidence, evidence.pk, version=version)
    revisions = EvidenceRevision.objects.select_for_update().filter(evidence=evidence)
    newest = revisions.order_by("-number").first()
    if newest is None:
        raise RuleBroken(_("This evidence holds no revision to follow."))
    if kept is not None and newest.state == RevisionState.CURRENT and kept.digest == newest.digest:
        kept = None
        if (validity.expires_on, validity.review_on) == (newest.expires_on, newest.review_on):
            raise RuleBroken(
                _("These are exactly the bytes of revision %(number)s.") % {"number": newest.number},
                field="file",
            )
    reason = note or _("revision added")
    if newest.state == RevisionState.CURRENT:
        newest.state = RevisionState.SUPERSEDED
        newest.save_because(reason, by=actor)
    revision = _new_revision(actor, evidence, kept or kept_of(newest), validity, newest.number + 1, note)
    revision.save_because(reason, by=actor)
    evidence.save_because(reason, by=actor)
    record(actor, Verb.REVISED, evidence, after=_told(revision), reason=note)
    read_later(revision)
    return revision


def kept_of(revision: EvidenceRevision) -> Kept:
    return Kept(
        digest=revision.digest,
        size=revision.size,
        media_type=revision.media_type,
        filename=revision.filename,
        name="",
        address=revision.address,
        contents=tuple(revision.contents),
    )


@transaction.atomic
def attach_kept(
    *,
    actor: User,
    project: Project,
    kept: list[Kept],
    kind: str,
    clauses: list[Clause],
    information: list[DocumentedInformation],
    validity: Validity,
    values: dict[str, object],
    note: str,
) -> list[Evidence]:
    """Rows for bytes that are kept already; who asks has looked at permission and dates."""
    if kind not in Kind.values:
        raise BadInput(_("“%(kind)s” is no kind of evidence.") % {"kind": kind}, field="kind")
    reason = note or _("attached")
    attached = []
    for each in kept:
        evidence = Evidence(project=project, name=each.name, kind=kind, **values)
        evidence.save_because(reason, by=actor)
        revision = _new_revision(actor, evidence, each, validity, 1, note)
        revision.save_because(reason, by=actor)
        set_links(actor, evidence, clauses, information, reason)
        numbers = [clause.number for clause in clauses]
        record(actor, Verb.ATTACHED, evidence, after=_told(revision) | {"clauses": numbers}, reason=note)
        read_later(revision)
        attached.append(evidence)
    return attached


def _new_revision(
    actor: User, evidence: Evidence, kept: Kept, validity: Validity, number: int, note: str
) -> EvidenceRevision:
    return EvidenceRevision(
        project_id=evidence.project_id,
        evidence=evidence,
        number=number,
        digest=kept.digest,
        size=kept.size,
        media_type=kept.media_type,
        filename=kept.filename,
        address=kept.address,
        contents=list(kept.contents),
        effective_from=validity.effective_from or evidence.project.today(),
        effective_to=validity.effective_to,
        expires_on=validity.expires_on,
        review_on=validity.review_on,
        note=note,
        uploaded_by=actor,
        uploaded_at=clock.now(),
    )


def _told(revision: EvidenceRevision) -> dict[str, object]:
    files = {"files": [part["digest"] for part in revision.contents]} if revision.contents else {}
    return files | {
        "revision": revision.number,
        "revision_id": str(revision.pk),
        "digest": revision.digest,
        "size": revision.size,
        "expires_on": revision.expires_on,
    }


def _checked(validity: Validity | None, project: Project) -> Validity:
    """Dates that make sense; a revision counts from today on unless it says otherwise."""
    validity = validity or Validity()
    start = validity.effective_from or project.today()
    if validity.effective_to is not None and validity.effective_to < start:
        raise BadInput(_("The time it covers ends before it begins."), field="effective_to")
    if validity.expires_on is not None and validity.expires_on < start:
        raise BadInput(_("It would expire before it takes effect."), field="expires_on")
    return Validity(start, validity.effective_to, validity.expires_on, validity.review_on)


def _checked_name(name: str) -> str:
    if not name.strip():
        raise BadInput(_("Give the evidence a name."), field="name")
    return name


def _checked_address(address: str) -> str:
    try:
        URLValidator(schemes=["http", "https"])(address.strip())
    except ValidationError as refused:
        raise BadInput(_("The address must begin with https:// or http://."), field="address") from refused
    if len(address.strip()) > 500:
        raise BadInput(_("The address is longer than 500 characters."), field="address")
    return address.strip()
