"""The words of a message, put together by the database from the columns of `s`, who should hear of what."""

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from tracker.reminders import wording
from tracker.reminders.choices import Recipient, Source
from tracker.reminders.statement import Sql


def subject(source: Source) -> Sql:
    """The sentence at this distance from the day."""
    forms = wording.FORMS[source]
    cases: list[tuple[str, str | Promise]] = [
        ("WHEN s.past = 0 THEN", forms.today),
        ("WHEN s.past = -1 THEN", forms.tomorrow),
        ("WHEN s.past = 1 THEN", forms.yesterday),
        ("WHEN s.past < 0 THEN", forms.ahead),
        ("ELSE", forms.late),
    ]
    sql, params = [], []
    for when, text in cases:
        pieces, values = _pieces(str(text))
        sql.append(f"{when} {pieces}")
        params += values
    return f"substr(CASE {' '.join(sql)} END, 1, 300)", params


def status(source: Source) -> Sql:
    forms = wording.FORMS[source]
    return "CASE WHEN s.past > 0 THEN %s ELSE %s END", [forms.status_late, forms.status]


def why() -> Sql:
    """Why this person hears, by the role in which they do."""
    sql, params = [], []
    for role in Recipient:
        for instead in (False, True):
            sql.append(f"WHEN s.role = '{role.value}' AND s.instead = {int(instead)} THEN %s")
            params.append(wording.why(role, instead=instead))
    return f"CASE {' '.join(sql)} END", params


def which(source: Source) -> Sql:
    """Which step of which rule speaks."""
    name = {"rule": source.label}
    sql = (
        "CASE WHEN s.step = 0 THEN %s WHEN s.step = -1 THEN %s WHEN s.step = 1 THEN %s"
        " WHEN s.step < 0 THEN %s || CAST(abs(s.step) AS varchar) || %s"
        " ELSE %s || CAST(s.step AS varchar) || %s END"
    )
    before = (_("Rule “%(rule)s”: %(days)s days before") % {**name, "days": "%(days)s"}).partition("%(days)s")
    after = (_("Rule “%(rule)s”: %(days)s days after") % {**name, "days": "%(days)s"}).partition("%(days)s")
    near = [
        _("Rule “%(rule)s”: on the day") % name,
        _("Rule “%(rule)s”: 1 day before") % name,
        _("Rule “%(rule)s”: 1 day after") % name,
    ]
    return sql, [*near, before[0], before[2], after[0], after[2]]


def _pieces(text: str) -> Sql:
    """A sentence with its two places, as a concatenation."""
    sql, params, rest = [], [], text
    places = {"%(label)s": "s.label", "%(days)s": "CAST(abs(s.past) AS varchar)"}
    while rest:
        at, place = min(((rest.find(word), word) for word in places if word in rest), default=(len(rest), ""))
        if at:
            sql.append("%s")
            params.append(rest[:at])
        if place:
            sql.append(places[place])
        rest = rest[at + len(place) :]
    return " || ".join(sql), params
