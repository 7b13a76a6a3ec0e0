"""The link by which somebody without a login answers the check of a course: signed, for one person and one course.

It is used up once the check is passed or no attempt is left. Opening it changes nothing.
"""

from __future__ import annotations

from uuid import UUID

from django.core import signing

from tracker.people.models import Person
from tracker.training.models import Course

SALT = "training.check"


def token_for(course: Course, person: Person) -> str:
    return signing.dumps([course.pk.hex, person.pk.hex], salt=SALT)


def behind(token: str) -> tuple[Course, Person] | None:
    """The course and the person that a link names; None for one that is forged or mangled."""
    try:
        course, person = (UUID(part) for part in signing.loads(token, salt=SALT))
    except (signing.BadSignature, ValueError, TypeError, AttributeError):
        return None
    rows = Course.objects.select_related("project", "short_check__project")
    asked = rows.filter(pk=course, short_check__isnull=False).first()
    reader = Person.objects.filter(pk=person).first()
    if asked is None or reader is None or reader.organization_id != asked.project.organization_id:
        return None
    return asked, reader
