"""What nobody asks for by hand: find documents that were left behind, and let packs expire."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

import structlog
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from tracker.core import clock, files
from tracker.core.queue import enqueue_after_commit
from tracker.evidence.models import EvidenceRevision
from tracker.history.actions import record
from tracker.people.models import User
from tracker.reporting.actions.tell import tell_failed
from tracker.reporting.choices import State, Verb
from tracker.reporting.models import ENOUGH_ATTEMPTS, EvidencePack, Report

log = structlog.get_logger(__name__)

# A removal that was interrupted, or put off, is tried again for so long.
REMOVE_AGAIN_FOR = timedelta(days=30)


def look_after(*, now: datetime | None = None) -> int:
    """Hand over again what a dead worker or a dead broker left; give up on what ends every worker."""
    moment = now or clock.now()
    with transaction.atomic():
        reports = _left(Report, Verb.REPORT_FAILED, moment)
        for pk in reports:
            enqueue_after_commit("reporting.build_report", pk)
        packs = _left(EvidencePack, Verb.PACK_FAILED, moment)
        for pk in packs:
            enqueue_after_commit("reporting.build_pack", pk)
    for pk in (*reports, *packs):
        log.warning("document_handed_over_again", document=str(pk))
    return len(reports) + len(packs)


def _left(model: type[Report] | type[EvidencePack], failed: Verb, moment: datetime) -> list[UUID]:
    """What is to be built again; what has ended enough workers is given up here."""
    left = model.objects.left_behind(at=moment)
    for document in left.filter(attempt__gte=ENOUGH_ATTEMPTS).select_related("project", "requested_by"):
        _give_up(document, failed, moment)
    again = list(left.filter(attempt__lt=ENOUGH_ATTEMPTS).values_list("pk", flat=True))
    unheard = list(model.objects.unheard(at=moment).values_list("pk", flat=True))
    model.objects.unheard(at=moment).filter(pk__in=unheard).update(beat_at=moment)
    return [*again, *unheard]


@transaction.atomic
def _give_up(document: Report | EvidencePack, verb: Verb, moment: datetime) -> None:
    sentence = _("The worker was ended %(times)s times while it was building this; its log may say why.") % {
        "times": document.attempt
    }
    rows = type(document).objects.left_behind(at=moment).filter(pk=document.pk, attempt=document.attempt)
    if rows.update(state=State.FAILED, error=sentence, finished_at=moment):
        record(User.objects.system(), verb, document, reason=sentence)
        tell_failed(document, sentence)


def expire_packs(*, now: datetime | None = None) -> int:
    """Let packs expire whose time is over: the file goes, the row with its digests stays."""
    moment = now or clock.now()
    over = EvidencePack.objects.filter(state=State.READY, expires_at__lte=moment).select_related("project")
    expired = sum(_expire(pack) for pack in over)
    gone = EvidencePack.objects.filter(state=State.EXPIRED, expires_at__gt=moment - REMOVE_AGAIN_FOR)
    kept = [each for pair in gone.values_list(*EvidencePack.FORMS) for each in pair if each]
    for digest in dict.fromkeys(kept):
        if not _is_referred_to(digest):
            files.remove(digest)
    return expired


@transaction.atomic
def _expire(pack: EvidencePack) -> bool:
    expired = EvidencePack.objects.filter(pk=pack.pk, state=State.READY).update(state=State.EXPIRED)
    if expired:
        after = {"digest": pack.digest, "manifest_digest": pack.manifest_digest}
        record(User.objects.system(), Verb.PACK_EXPIRED, pack, after=after)
    return bool(expired)


def _is_referred_to(digest: str) -> bool:
    """Two requests for the same moment share one file, and a pack may have been kept as evidence."""
    held = Q(*((form, digest) for form in EvidencePack.FORMS), _connector=Q.OR)
    return (
        EvidencePack.objects.filter(held, state=State.READY).exists()
        or Report.objects.filter(digest=digest).exists()
        or EvidenceRevision.objects.filter(digest=digest).exists()
    )
