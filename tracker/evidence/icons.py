"""The outline that stands before a piece of evidence, by what its bytes are."""

from tracker.evidence.choices import Kind
from tracker.evidence.queries import RevisionFact

BY_TYPE = (
    ("image/", "photo"),
    ("spreadsheet", "file-spreadsheet"),
    ("csv", "file-spreadsheet"),
    ("zip", "file-zip"),
)
BY_KIND = {Kind.LINK.value: "link", Kind.STATEMENT.value: "message-2"}


def icon_of(fact: RevisionFact) -> str:
    """A name in the sprite."""
    if fact.kind in BY_KIND:
        return BY_KIND[fact.kind]
    return next((icon for part, icon in BY_TYPE if part in fact.media_type), "file-text")
