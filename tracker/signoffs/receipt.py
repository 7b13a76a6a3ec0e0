"""The receipt on paper: one sign-off as a PDF that carries its own proof."""

from __future__ import annotations

import json
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils.translation import gettext as _

from tracker.core.errors import RuleBroken
from tracker.core.formats import day_year
from tracker.core.pdf import AttachedFile, PdfFailed, PdfJob, PdfTooSlow, render_pdf
from tracker.core.render import render_to_string
from tracker.signoffs import queries
from tracker.signoffs.choices import Decision
from tracker.signoffs.content import in_words, sections_of
from tracker.signoffs.models import SignOff
from tracker.signoffs.queries import receipt_of, verify

SHAPES = {Decision.APPROVED: "met", Decision.APPROVED_WITH_CONDITIONS: "part", Decision.DECLINED: "not"}


def receipt_text(signoff: SignOff) -> str:
    """The receipt for machines, as it is downloaded and as it travels in the PDF."""
    return json.dumps(receipt_of(signoff), indent=2, ensure_ascii=False)


def receipt_pdf(signoff: SignOff) -> bytes:
    """The same sign-off gives the same bytes, of several until the next answers.

    One that no longer fits its digest gives none.
    """
    if not verify(signoff).holds:
        raise RuleBroken(_("This sign-off no longer fits its digest, so there is no receipt for it."))
    withdrawal = SignOff.objects.filter(withdraws=signoff).first()
    name = f"{signoff.receipt}.json"
    html = render_to_string("signoffs/pdf/receipt.html", _facts(signoff, withdrawal, name))
    with tempfile.TemporaryDirectory(prefix="receipt-") as folder:
        path = Path(folder, name)
        path.write_text(receipt_text(signoff), encoding="utf-8")
        job = PdfJob(
            html=html,
            identifier=(withdrawal or signoff).own_digest[:32],
            static_root=str(settings.STATICFILES_DIRS[0]),
            attachments=[AttachedFile(name, str(path), name, signoff.at, signoff.at, "Data")],
        )
        try:
            return render_pdf(job, sections=1 + len(html) // 100_000)
        except (PdfFailed, PdfTooSlow) as problem:
            raise RuleBroken(_("The receipt could not be set as PDF: %(why)s") % {"why": problem}) from None


def _facts(signoff: SignOff, withdrawal: SignOff | None, attached: str) -> dict[str, Any]:
    asked = signoff.request
    return {
        "signoff": signoff,
        "asked": asked,
        "organization": asked.project.organization.name,
        "title": str(asked.content.get("title") or asked.title),
        "subtitle": asked.content.get("subtitle", ""),
        "sections": sections_of(asked.content),
        "in_words": in_words,
        "sentence": _sentence(signoff),
        "shape": SHAPES[Decision(signoff.decision)],
        "utc": _utc(signoff.at),
        "read": _utc(signoff.viewed_to_end_at) if signoff.viewed_to_end_at else "",
        "created": signoff.at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "seats": _seats(signoff),
        "withdrawal": withdrawal,
        "withdrawn_at": _utc(withdrawal.at) if withdrawal else "",
        "attached": attached,
    }


def _seats(signoff: SignOff) -> list[dict[str, Any]]:
    """Everyone who was asked beside the signer, in order, with what they answered by now."""
    if not signoff.request.several:
        return []
    lines = []
    for seat in queries.places_of(signoff.request):
        given = seat.signoff
        lines.append(
            {
                "name": str(seat.user),
                "given": given,
                "at": _utc(given.at) if given else "",
                "shape": SHAPES[Decision(given.decision)] if given else "none",
                "withdrawn": given is not None and hasattr(given, "withdrawn_by"),
            }
        )
    return lines


def _sentence(signoff: SignOff) -> str:
    sentences = {
        Decision.APPROVED: _("%(name)s approved it on %(day)s at %(time)s."),
        Decision.APPROVED_WITH_CONDITIONS: _("%(name)s approved it with conditions on %(day)s at %(time)s."),
        Decision.DECLINED: _("%(name)s declined it on %(day)s at %(time)s."),
    }
    local = signoff.at.astimezone(ZoneInfo(signoff.request.project.zone))
    name = signoff.signer_name
    if signoff.for_id:
        name = _("%(name)s, for %(whom)s,") % {"name": name, "whom": signoff.for_name}
    words = {"name": name, "day": day_year(local.date()), "time": f"{local:%H:%M %Z}"}
    return sentences[Decision(signoff.decision)] % words


def _utc(at: datetime) -> str:
    moment = at.astimezone(UTC)
    return f"{day_year(moment.date())}, {moment:%H:%M:%S} UTC"
