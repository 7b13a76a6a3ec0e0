"""The link by which somebody without a login reads and attests: signed, for one person and one version.

It is used up by the attestation itself, and dead once the campaign is closed or a newer version is out.
Opening it changes nothing, so a mail scanner attests to nothing.
"""

from __future__ import annotations

from uuid import UUID

from django.core import signing

from tracker.awareness.models import Version
from tracker.people.models import Person

SALT = "awareness.reading"


def token_for(version: Version, person: Person) -> str:
    return signing.dumps([version.pk.hex, person.pk.hex], salt=SALT)


def behind(token: str) -> tuple[Version, Person] | None:
    """The version and the person that a link names; None for one that is forged, mangled or void."""
    try:
        version, person = (UUID(part) for part in signing.loads(token, salt=SALT))
    except (signing.BadSignature, ValueError, TypeError, AttributeError):
        return None
    read = (
        Version.objects.select_related("campaign__project", "campaign__short_check__project", "material")
        .filter(pk=version)
        .first()
    )
    reader = Person.objects.filter(pk=person).first()
    if read is None or reader is None or reader.organization_id != read.campaign.project.organization_id:
        return None
    return read, reader
