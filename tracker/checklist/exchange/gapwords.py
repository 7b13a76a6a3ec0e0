"""What the columns and the status words of somebody else's gap sheet probably mean: English and German."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence

from tracker.checklist.choices import State

FIELDS = ("clause", "requirement", "status", "note", "party", "control", "owner", "due")
KEEP = "keep"  # A status word that leaves the assessment as it stands.

# The first word that fits names the column; those that fit whole go before those that a heading contains.
HEADINGS = {
    "clause": (
        "clause", "clause number", "clause no", "section", "chapter", "reference", "ref", "iso clause",
        "kapitel", "abschnitt", "klausel", "normkapitel", "kap", "normabschnitt", "referenz",
    ),
    "requirement": (
        "requirement", "checkpoint", "requirements", "what must be shown", "question", "control", "criterion",
        "anforderung", "anforderungen", "prüfpunkt", "frage", "forderung", "prüffrage", "kriterium",
    ),
    "status": (
        "status", "assessment", "state", "compliance", "conformity", "result", "fulfilment", "fulfillment",
        "compliant", "rating", "erfüllungsgrad", "bewertung", "erfüllt", "erfüllung", "konformität",
        "ergebnis", "umsetzungsgrad", "umsetzungsstand", "zustand",
    ),
    "note": (
        "note", "notes", "comment", "comments", "remark", "remarks", "gap", "finding", "findings",
        "observation", "gap description", "description of gap", "bemerkung", "bemerkungen", "kommentar",
        "anmerkung", "feststellung", "abweichung", "lücke", "notiz", "ist-zustand",
    ),
    "party": (
        "other party", "met by", "party", "supplier", "provider", "vendor", "outsourced to", "third party",
        "andere partei", "erfüllt durch", "erbracht durch", "dienstleister", "lieferant", "auftragnehmer",
    ),
    "control": (
        "proof of control", "how controlled", "how it is controlled", "control over the party", "oversight",
        "supplier control", "control", "nachweis der steuerung", "steuerung", "überwachung", "kontrolle",
    ),
    "owner": (
        "owner", "responsible", "responsible person", "assignee", "assigned to", "who", "action owner",
        "verantwortlich", "verantwortliche", "verantwortlicher", "zuständig", "zuständigkeit", "wer",
    ),
    "due": (
        "due", "due date", "deadline", "target date", "target", "by when", "needed by", "completion date",
        "fällig", "fällig am", "fälligkeit", "frist", "termin", "bis wann", "bis", "zieldatum", "zieltermin",
    ),
}  # fmt: skip

STATES = {
    State.MET: (
        "met", "yes", "y", "ok", "compliant", "fully compliant", "conform", "conforming", "fulfilled", "done",
        "complete", "completed", "implemented", "fully met", "fully implemented", "green", "full", "pass",
        "100", "ja", "j", "erfüllt", "voll erfüllt", "vollständig erfüllt", "konform", "umgesetzt", "erledigt",
        "vollständig", "grün", "✓", "✔", "x",
    ),
    State.MET_BY_OTHER_PARTY: (
        "met by another party", "met by other party", "met by third party", "met by supplier", "outsourced",
        "by supplier", "by another party", "third party", "external", "extern", "ausgelagert",
        "fremdvergeben", "durch dritte", "durch dienstleister", "durch andere partei erfüllt",
    ),
    State.PARTLY_MET: (
        "partly met", "partly", "partial", "partially", "partially met", "partially compliant",
        "in progress", "ongoing", "minor", "minor gap", "started", "amber", "yellow", "partially implemented",
        "teilweise", "teilweise erfüllt", "teilweise umgesetzt", "teils", "teilerfüllt", "in arbeit",
        "in bearbeitung", "in umsetzung", "begonnen", "gelb",
    ),
    State.NOT_MET: (
        "not met", "no", "n", "non-compliant", "non compliant", "not compliant", "nonconforming", "missing",
        "not fulfilled", "not implemented", "not started", "gap", "major", "major gap", "red", "none", "fail",
        "open", "0", "nein", "nicht erfüllt", "nicht umgesetzt", "nicht konform", "nicht begonnen", "fehlt",
        "offen", "rot", "keine", "✗", "✘",
    ),
    State.NOT_ASSESSED: (
        "not assessed", "to be assessed", "tbd", "unknown", "not reviewed", "?", "nicht bewertet",
        "nicht geprüft", "unbekannt", "ungeprüft",
    ),
}  # fmt: skip
MEANS = {word: state.value for state, words in STATES.items() for word in words}
EXCLUDED = frozenset(
    {"n/a", "na", "n.a", "not applicable", "nicht anwendbar", "entfällt", "nicht zutreffend"}
)


def plain(text: str) -> str:
    """A word as it is compared: small, one blank between, no full stop or colon behind."""
    return " ".join(text.casefold().split()).rstrip(".:")


def guess(headings: Iterable[str]) -> dict[str, str]:
    """Which heading probably is which field; a heading is taken once, and what fits nowhere is left."""
    left = [heading for heading in headings if heading]
    found: dict[str, str] = {}
    for fits in (_whole, _within):
        for field in FIELDS:
            if field in found:
                continue
            hit = _first(left, HEADINGS[field], fits)
            if hit:
                found[field] = hit
                left.remove(hit)
    if "party" not in found:
        found.pop("control", None)  # Nobody is named whom it could be about.
    return {field: found[field] for field in FIELDS if field in found}


def _first(headings: Sequence[str], words: Sequence[str], fits: Callable[[str, str], bool]) -> str:
    return next((heading for word in words for heading in headings if fits(heading, word)), "")


def _whole(heading: str, word: str) -> bool:
    return _bare(heading) == word


def _within(heading: str, word: str) -> bool:
    return re.search(rf"(?<!\w){re.escape(word)}(?!\w)", _bare(heading)) is not None


def _bare(heading: str) -> str:
    return plain(re.sub(r"\([^)]*\)|[#*_]", " ", heading))


def meaning(word: str) -> str:
    """The state that a status word probably stands for; nothing where that is not clear."""
    text = plain(word)
    percent = re.fullmatch(r"(\d{1,3})\s*%", text)
    if percent:
        part = int(percent[1])
        return State.MET.value if part >= 100 else State.PARTLY_MET.value if part else State.NOT_MET.value
    return MEANS.get(text, "")
