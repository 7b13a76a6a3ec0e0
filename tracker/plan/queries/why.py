"""Why a date is what it is, and why a plan has no schedule, in sentences for people."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from django.utils.translation import gettext as _

from tracker.core.formats import day_year
from tracker.plan.choices import ConstraintKind
from tracker.plan.importing.units import lag_text
from tracker.plan.scheduling import BadActivity, Driver, Key, Link, Loop, NoWorkingTime, TooFar, Unschedulable


def driver_sentence(driver: Driver, names: Mapping[Key, str]) -> str:
    """What decides when a task begins."""
    if driver.link is not None:
        return _link_sentence(driver.link, names)
    day = day_year(driver.at) if driver.at else ""
    if driver.constraint is not None:
        kind = ConstraintKind(driver.constraint.value).label
        return _("Its constraint decides: %(kind)s %(day)s.") % {"kind": kind, "day": day}
    said = _SENTENCES.get(driver.kind)
    return said() % {"day": day} if said else ""


_SENTENCES: dict[str, Callable[[], str]] = {
    "start": lambda: _("Nothing holds it back: it begins where the plan begins, %(day)s."),
    "finish": lambda: _("The plan is computed backwards: it lies as late as the finish on %(day)s lets it."),
    "planned": lambda: _("It is planned for %(day)s, and nothing pushes it later."),
    "status": lambda: _("It should have begun; what is open cannot lie before %(day)s."),
    "actual": lambda: _("It really began on %(day)s."),
    "manual": lambda: _("It is scheduled by hand for %(day)s."),
    "late": lambda: _("It is wanted as late as possible."),
    "summary": lambda: _("It spans what lies under it."),
}


def _link_sentence(link: Link, names: Mapping[Key, str]) -> str:
    said = {
        "FS": _("It begins when “%(name)s” is finished%(lag)s."),
        "SS": _("It begins with “%(name)s”%(lag)s."),
        "FF": _("It cannot finish before “%(name)s” is finished%(lag)s."),
        "SF": _("It cannot finish before “%(name)s” begins%(lag)s."),
    }[link.kind]
    share = f"{link.percent:+d} %" if link.percent is not None else ""
    lag = share or lag_text(link.lag, "ed" if link.elapsed else "d")
    return said % {"name": names.get(link.before, str(link.before)), "lag": f" ({lag})" if lag else ""}


def refusal_sentence(problem: Unschedulable) -> str:
    """Why the plan has no schedule, and what to do."""
    if isinstance(problem, Loop):
        return _("The tasks hang on each other in a circle: %(path)s.") % {"path": " → ".join(problem.names)}
    if isinstance(problem, NoWorkingTime):
        return _(
            "The calendar “%(name)s” has no working time left to place the work in. Give it working days."
        ) % {"name": problem.calendar}
    if isinstance(problem, TooFar):
        return _(
            "The plan would run beyond the years that can be counted. Look for a lag or duration that is too long."
        )
    if isinstance(problem, BadActivity):
        return _("“%(name)s” cannot be scheduled: its dates or its constraint contradict each other.") % {
            "name": problem.name
        }
    return _("The plan cannot be scheduled: %(why)s") % {"why": problem}
