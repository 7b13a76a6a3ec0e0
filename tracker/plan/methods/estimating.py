"""How much such a way usually takes, from the facts of the scope alone, with what that assumes."""

from __future__ import annotations

from django.utils.translation import gettext as _

from tracker.plan.methods.values import FACTS, Estimate, Facts, Method, Size


def estimate_of(method: Method, facts: Facts) -> Estimate:
    """A range in hours; nothing of it comes from the plan, so that the two can be held against each other."""
    rule = method.estimate
    likely = rule.base + facts.times(rule.per)
    words = {"service": _("service"), "site": _("site"), "person": _("person"), "supplier": _("supplier")}
    each = ", ".join(
        _("%(hours)s for each %(unit)s") % {"hours": f"{hours:g}", "unit": words[unit]}
        for unit, hours in rule.per.items()
    )
    assumptions = (
        _("%(base)s hours whatever the size, and %(each)s in scope.")
        % {"base": f"{rule.base:g}", "each": each},
        _("The range: %(low)s %% of it where much is there already, %(high)s %% where little is.")
        % {"low": f"{rule.low * 100:g}", "high": f"{rule.high * 100:g}"},
        _(
            "%(hours)s hours of a day go into this work; %(s)s, %(m)s or %(l)s people work on a task side by side "
            "in S, M and L."
        )
        % {
            "hours": f"{method.hours_a_day:g}",
            "s": method.hands[0],
            "m": method.hands[1],
            "l": method.hands[2],
        },
        _("Working days are Monday to Friday; holidays and absences are not counted yet."),
        _("These are starting values of our own, not statistics. Put estimates of your own in their place."),
    )
    return Estimate(round(likely * rule.low), round(likely), round(likely * rule.high), assumptions)


def size_that_fits(method: Method, facts: Facts) -> Size:
    """The smallest size whose limits hold all facts."""
    for size in Size:
        limits = method.sizes.get(size)
        if limits is None or all(getattr(facts, name) <= limits[name] for name in FACTS):
            return size
    return Size.L
