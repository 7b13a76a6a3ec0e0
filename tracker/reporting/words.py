"""Claims for headings, and short forms for tables: sentences made from figures, never typed in."""

from __future__ import annotations

from datetime import UTC, date, datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tracker.core.formats import day, day_year, number, signed
from tracker.reporting.content import MilestoneLine, ReportContent

# Standing of a checkpoint -> (class of the shape, word).
STATE_CLASSES = {
    "met": "met",
    "met_by_other_party": "party",
    "waits": "wait",
    "partly_met": "part",
    "not_met": "not",
    "lapsed": "not",
    "not_assessed": "none",
}
HEALTH_CLASSES = {"done": "on", "on_track": "on", "at_risk": "risk", "off_track": "off", "blocked": "off"}
SIGNOFF_CLASSES = {
    "approved": "met",
    "approved_with_conditions": "part",
    "declined": "not",
    "withdrawn": "none",
    "waiting": "none",
    "changed": "off",
}


def state_word(standing: str) -> str:
    return {
        "met": _("met"),
        "met_by_other_party": _("met by another party"),
        "waits": _("met, unconfirmed"),
        "partly_met": _("partly met"),
        "not_met": _("not met"),
        "lapsed": _("lapsed"),
        "not_assessed": _("not assessed"),
    }.get(standing, standing)


def health_word(health: str) -> str:
    return {
        "done": _("done"),
        "on_track": _("on track"),
        "at_risk": _("at risk"),
        "off_track": _("off track"),
        "blocked": _("blocked"),
    }.get(health, health)


def short_day(value: date | datetime | None) -> str:
    """12 May 27, for tables; the year says nothing new in its second half."""
    return f"{day(value)} {value:%y}" if value else "–"


def utc(value: datetime | None) -> str:
    """30 Oct 2026, 18:00 UTC"""
    if value is None:
        return "–"
    at = value.astimezone(UTC)
    return f"{day_year(at.date())}, {at:%H:%M} UTC"


def utc_seconds(value: datetime | None) -> str:
    return f"{day_year(value.astimezone(UTC).date())} {value.astimezone(UTC):%H:%M:%S}" if value else "–"


def short_digest(digest: str) -> str:
    """8f27 ad85 9672 … 533c"""
    return f"{digest[:4]} {digest[4:8]} {digest[8:12]} … {digest[-4:]}" if len(digest) > 16 else digest


def four_by_four(digest: str) -> list[list[str]]:
    """A digest in four lines of four groups."""
    fours = [digest[place : place + 4] for place in range(0, len(digest), 4)]
    return [fours[place : place + 4] for place in range(0, len(fours), 4)]


def slip(days: int) -> str:
    return signed(days)


def long_slip(days: int) -> str:
    """three weeks after plan, on plan, two days before plan"""
    if not days:
        return _("on plan")
    size = abs(days)
    if size >= 14:
        length = ngettext("%(num)s week", "%(num)s weeks", round(size / 7)) % {"num": number(round(size / 7))}
    else:
        length = ngettext("%(num)s day", "%(num)s days", size) % {"num": number(size)}
    return (_("%(length)s after plan") if days > 0 else _("%(length)s before plan")) % {"length": length}


# The report -----------------------------------------------------------------------


def answer(content: ReportContent) -> str:
    """The sentence the reader came for."""
    return " ".join(part for part in (_date_sentence(content), _decision_sentence(content)) if part)


def _date_sentence(content: ReportContent) -> str:
    last = content.certificate
    if last is None:
        return _("%(ready)s of %(total)s checkpoints are confirmed; no milestone is planned yet.") % {
            "ready": content.ready,
            "total": content.total,
        }
    if last.actual_on:
        return _("%(name)s was reached on %(day)s.") % {"name": last.name, "day": day_year(last.actual_on)}
    if last.kind != "certificate":
        return _("We expect “%(name)s” on %(day)s, %(slip)s.") % _forecast(last)
    return _("We expect the certificate on %(day)s, %(slip)s.") % _forecast(last)


def _forecast(last: MilestoneLine) -> dict[str, str]:
    behind = long_slip(last.slip) if last.baseline_on else _("with no approved baseline")
    return {"name": last.name, "day": day_year(last.forecast_on), "slip": behind}


def _decision_sentence(content: ReportContent) -> str:
    count = len(content.decisions)
    if not count:
        return _("No decision waits for you.")
    return ngettext("%(num)s decision waits for you.", "%(num)s decisions wait for you.", count) % {
        "num": count
    }


def because(content: ReportContent) -> str:
    """Why the answer is what it is, in two sentences."""
    gained = _gained(content)
    ahead = [line for line in content.milestones if not line.actual_on]
    late = [line for line in ahead if line.slip > 0]
    if not ahead:
        return gained
    if not late:
        return gained + " " + _("None of the milestones ahead is behind its baseline.")
    worst = max(late, key=lambda line: line.slip)
    moved = ngettext(
        "%(num)s of %(all)s milestones ahead is behind its baseline, most of all “%(name)s”.",
        "%(num)s of %(all)s milestones ahead are behind their baseline, most of all “%(name)s”.",
        len(late),
    ) % {"num": len(late), "all": len(ahead), "name": worst.name}
    return f"{gained} {moved}"


def _gained(content: ReportContent) -> str:
    if content.before is None:
        return _("%(ready)s of %(total)s checkpoints are confirmed.") % {
            "ready": content.ready,
            "total": content.total,
        }
    return _("%(ready)s of %(total)s checkpoints are confirmed, %(change)s since %(day)s.") % {
        "ready": content.ready,
        "total": content.total,
        "change": signed(content.ready - content.before),
        "day": day(content.before_on),
    }


def milestone_claim(content: ReportContent) -> str:
    ahead = [line for line in content.milestones if not line.actual_on]
    late = sum(line.slip > 0 for line in ahead)
    if not ahead:
        return _("Every milestone is reached.") if content.milestones else _("No milestone is planned yet.")
    if not late:
        return ngettext(
            "The milestone ahead stands as planned.",
            "All %(num)s milestones ahead stand as planned.",
            len(ahead),
        ) % {"num": len(ahead)}
    return _("%(late)s of the %(all)s milestones ahead are behind plan.") % {"late": late, "all": len(ahead)}


def decisions_claim(content: ReportContent) -> str:
    count = len(content.decisions)
    if not count:
        return _("No decision is asked of management.")
    overdue = sum(each.overdue for each in content.decisions)
    claim = ngettext("%(num)s decision is asked", "%(num)s decisions are asked", count) % {"num": count}
    last = day(max(each.due_on for each in content.decisions))
    if overdue:
        return _("%(claim)s by %(day)s; %(num)s overdue.") % {"claim": claim, "day": last, "num": overdue}
    return _("%(claim)s by %(day)s.") % {"claim": claim, "day": last}


def readiness_claim(content: ReportContent) -> str:
    behind = [line for line in content.clauses if line.total > line.ready]
    behind.sort(key=lambda line: line.ready - line.total)
    claim = _("%(ready)s of %(total)s checkpoints are confirmed") % {
        "ready": content.ready,
        "total": content.total,
    }
    if not behind:
        return f"{claim}."
    most = behind[0]
    return _("%(claim)s; clause %(number)s holds %(gap)s of the %(left)s that remain.") % {
        "claim": claim,
        "number": most.number,
        "gap": most.total - most.ready,
        "left": content.total - content.ready,
    }


def training_claim(content: ReportContent) -> str:
    share = 100 * content.covered // content.people if content.people else 0
    below = [
        each
        for each in content.coverage
        if each.people and each.covered * 100 < each.people * content.training_target
    ]
    claim = _("%(share)s %% of people hold every training their role needs") % {"share": share}
    if not below:
        return _("%(claim)s; every department reaches the target.") % {"claim": claim}
    return _("%(claim)s; %(num)s of %(all)s departments are below target.") % {
        "claim": claim,
        "num": len(below),
        "all": len(content.coverage),
    }
