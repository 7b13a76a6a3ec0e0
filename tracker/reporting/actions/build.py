"""Building a document: claim the row, gather, set the pages, seal, keep. A failure is a state with a sentence."""

from __future__ import annotations

import hashlib
import io
import json
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import IO, Any, TypeVar
from uuid import UUID

import structlog
from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from tracker.core import clock, files, pdf_signing
from tracker.core.errors import RuleBroken
from tracker.core.files import FileDamaged
from tracker.core.pdf import PdfFailed, PdfTooSlow
from tracker.core.proof.packs import MANIFEST
from tracker.history.actions import record
from tracker.people.models import User
from tracker.reporting.actions.distribute import distribute
from tracker.reporting.actions.tell import tell_failed, tell_ready
from tracker.reporting.choices import State, Step, Verb
from tracker.reporting.difference import entries_of
from tracker.reporting.gather import gather_pack, gather_said
from tracker.reporting.models import SILENT_FOR, EvidencePack, Report
from tracker.reporting.render import content_bytes, render_pack, render_report
from tracker.reporting.seal import SealedPack, refuse_damaged, seal, write_bag, write_zip

log = structlog.get_logger(__name__)

Document = Report | EvidencePack
T = TypeVar("T", Report, EvidencePack)


def build_report(pk: UUID | str) -> bool:
    """Build the report with this key; False where it is done already or somebody else is at it."""
    report = _claim(Report, pk)
    if report is None:
        return False
    with _failing_softly(report, Verb.REPORT_FAILED):
        _step(report, Step.GATHERING)
        content = gather_said(report)
        written = content_bytes(content)
        digest = hashlib.sha256(written).hexdigest()
        _step(report, Step.SETTING)
        pdf = render_report(content, digest, beat=lambda: _beat(report))
        _step(report, Step.KEEPING)
        stored = files.store(io.BytesIO(pdf))
        _ours(report).update(content=json.loads(written))
        _finish(report, Verb.REPORT_BUILT, digest=stored.digest, size=stored.size, content_digest=digest)
    return True


def build_pack(pk: UUID | str) -> bool:
    """Build the pack with this key; False where it is done already or somebody else is at it."""
    pack = _claim(EvidencePack, pk)
    if pack is None:
        return False
    with _failing_softly(pack, Verb.PACK_FAILED):
        _step(pack, Step.GATHERING)
        signer = pdf_signing.signer()
        content = gather_pack(pack)
        written = content_bytes(content)
        digest = hashlib.sha256(written).hexdigest()
        _step(pack, Step.CHECKING)
        refuse_damaged(content.handed_over, beat=lambda: _beat(pack))
        _step(pack, Step.SETTING)
        pdf = render_pack(content, digest, beat=lambda: _beat(pack))
        _step(pack, Step.SEALING)
        sealed = seal(content, digest, written, pdf)
        signed = pdf_signing.sign_pdf(pdf, signer, reason=str(pack))
        _step(pack, Step.KEEPING)
        stored, bag = _kept(sealed, write_zip), _kept(sealed, write_bag)
        alone = files.store(io.BytesIO(signed))
        _ours(pack).update(entries=entries_of(content))
        _finish(
            pack,
            Verb.PACK_BUILT,
            digest=stored.digest,
            size=stored.size,
            bag_digest=bag.digest,
            bag_size=bag.size,
            signed_digest=alone.digest,
            signed_size=alone.size,
            certificate_fingerprint=pdf_signing.facts(signer.certificate).fingerprint,
            content_digest=digest,
            manifest_digest=hashlib.sha256(sealed.small[MANIFEST]).hexdigest(),
            key_fingerprint=content.head.key_fingerprint,
            expires_at=clock.now() + timedelta(days=settings.PACK_KEEP_DAYS),
        )
    return True


def _kept(sealed: SealedPack, write: Callable[[SealedPack, IO[bytes]], None]) -> files.StoredFile:
    with tempfile.TemporaryFile() as archive:
        write(sealed, archive)
        archive.seek(0)
        return files.store(archive)


def _claim(model: type[T], pk: UUID | str) -> T | None:
    now = clock.now()
    rows = model.objects.claimable(at=now).filter(pk=pk)
    claimed = rows.update(
        state=State.BUILDING, attempt=F("attempt") + 1, beat_at=now, steps_done=0, step=Step.WAITING, error=""
    )
    if not claimed:
        return None
    return model.objects.select_related("project__organization", "project__edition", "requested_by").get(
        pk=pk
    )


def _step(document: Document, step: Step) -> None:
    done = document.STEPS.index(step)
    _ours(document).update(step=step, steps_done=done, beat_at=clock.now())


def _beat(document: Document) -> None:
    _ours(document).update(beat_at=clock.now())


def _ours(document: Document) -> Any:
    """The row, as long as this attempt holds it: a worker that was given up on writes nothing more."""
    return type(document).objects.filter(pk=document.pk, state=State.BUILDING, attempt=document.attempt)


def _finish(document: Document, verb: Verb, **facts: Any) -> None:
    with transaction.atomic():
        finished = _ours(document).update(
            state=State.READY,
            step=Step.DONE,
            steps_done=document.steps,
            finished_at=clock.now(),
            error="",
            **facts,
        )
        if finished:
            record(User.objects.system(), verb, document, after=facts)
            if not (isinstance(document, Report) and distribute(document)):
                tell_ready(document, **facts)


@contextmanager
def _failing_softly(document: Document, verb: Verb) -> Iterator[None]:
    """Whatever goes wrong, the row says so; what nobody foresaw is raised on to the worker's log."""
    sentence = _("Something went wrong that was not foreseen; the log of the worker says what.")
    finished = False
    try:
        yield
        finished = True
    except RuleBroken as refusal:
        sentence = refusal.sentence
        _fail(document, verb, sentence)
        finished = True
    except (PdfTooSlow, PdfFailed, FileDamaged, OSError) as problem:
        log.warning("document_failed", document=str(document.pk), problem=str(problem))
        _fail(document, verb, _sentence(problem))
        finished = True
    except SystemExit:
        _leave_behind(document)
        finished = True
        raise
    finally:
        if not finished:
            _fail(document, verb, sentence)


def _leave_behind(document: Document) -> None:
    """The worker itself is told to end, as at a restart: who next looks after documents hands it over again."""
    _ours(document).update(beat_at=clock.now() - 2 * SILENT_FOR)


def _sentence(problem: Exception) -> str:
    if isinstance(problem, PdfTooSlow):
        return _("The pages took too long and were stopped. Try again, or ask for fewer clauses.")
    if isinstance(problem, FileDamaged):
        return _("A file in the store is missing or damaged: %(problem)s") % {"problem": problem}
    return _("The document could not be made: %(problem)s") % {"problem": problem}


def _fail(document: Document, verb: Verb, sentence: str) -> None:
    with transaction.atomic():
        failed = _ours(document).update(state=State.FAILED, error=sentence, finished_at=clock.now())
        if failed:
            record(User.objects.system(), verb, document, reason=sentence)
            tell_failed(document, sentence)
