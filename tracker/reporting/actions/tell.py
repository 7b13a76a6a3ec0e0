"""Telling the person who asked: the document is ready, or why it is not."""

from __future__ import annotations

from datetime import datetime

from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from tracker.core import formats
from tracker.notifications.actions import post
from tracker.reporting.models import EvidencePack, Report

Document = Report | EvidencePack


def tell_ready(
    document: Document,
    *,
    key_fingerprint: str = "",
    certificate_fingerprint: str = "",
    expires_at: datetime | None = None,
    **_facts: object,
) -> None:
    """The fingerprints travel with the mail: whoever checks a pack needs them from outside the pack."""
    with translation.override(document.language):
        detail = ""
        if key_fingerprint and expires_at:
            words = _(
                "It is kept until %(day)s. Fingerprint of the key that sealed it: %(key)s. "
                "Fingerprint of the certificate in the signed PDF: %(certificate)s"
            )
            detail = words % {
                "day": formats.day_year(expires_at.date()),
                "key": key_fingerprint,
                "certificate": certificate_fingerprint,
            }
        _post(document, _("Ready to take away: %(document)s"), detail, _("Open the reports"))


def tell_failed(document: Document, sentence: str) -> None:
    with translation.override(document.language):
        _post(document, _("Could not be built: %(document)s"), sentence, _("See and try again"))


def _post(document: Document, subject: str, detail: str, button: str) -> None:
    post(
        recipient=document.requested_by,
        kind="document",
        subject=subject % {"document": document},
        context={"detail": detail, "button": button},
        link=reverse("reporting:report_list", args=[document.project.slug]),
        project=document.project,
        about=document,
    )
