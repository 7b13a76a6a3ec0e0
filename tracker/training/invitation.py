"""What goes along with a session: the entry for a calendar, and the picture that a phone reads at the door."""

from __future__ import annotations

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from tracker.core.ical import Hours, write_event
from tracker.training.models import Session

QUIET = 4


def calendar_entry(session: Session, link: str) -> bytes:
    """One event in iCalendar; sent again after a change it replaces the earlier one."""
    trainer = _("Trainer: %(name)s") % {"name": session.trainer} if session.trainer else ""
    return write_event(
        Hours(
            key=f"{session.pk}@training.iso20k",
            sequence=session.version,
            label=session.course.name,
            starts_at=session.starts_at,
            minutes=session.minutes,
            place=session.place,
            detail="\n".join(filter(None, [session.course.aim, trainer])),
            link=link,
        )
    )


def picture_of(address: str, label: str) -> SafeString:
    """The address as a QR code: black squares on white in both modes, because readers need the contrast."""
    import qrcode  # it brings a library for pictures along, which nobody needs at the start

    code = qrcode.QRCode(border=0)
    code.add_data(address)
    code.make(fit=True)
    matrix = code.get_matrix()
    size = len(matrix) + 2 * QUIET
    squares = "".join(
        f"M{x + QUIET} {y + QUIET}h1v1h-1z"
        for y, line in enumerate(matrix)
        for x, dark in enumerate(line)
        if dark
    )
    return format_html(
        '<svg class="t-qr" viewBox="0 0 {} {}" role="img" aria-label="{}"><rect width="{}" height="{}" '
        'fill="#fff"/><path d="{}" fill="#000"/></svg>',
        size, size, label, size, size, mark_safe(squares),  # noqa: S308  only digits and the letters M, h, v, z
    )  # fmt: skip
