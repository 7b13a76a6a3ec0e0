"""Refusing a plan file as a whole, with the line and the reason."""

from __future__ import annotations

from typing import NoReturn

from django.utils.translation import gettext as _

from tracker.core.errors import BadInput, LineProblem

MAX_PROBLEMS = 100


def refusal(line: int, message: str) -> BadInput:
    """One reason and its line; line 0 means the whole file."""
    problem = LineProblem(line, message)
    return BadInput(str(problem), lines=[problem])


def refuse(problems: list[LineProblem]) -> NoReturn:
    """Raise for the file as a whole, first line first."""
    ranked = sorted(problems, key=lambda problem: problem.line)
    sentence = _("The plan was not taken: %(first)s") % {"first": ranked[0]}
    if len(ranked) > 1:
        sentence += " " + _("%(count)s lines are wrong in all.") % {"count": len(ranked)}
    raise BadInput(sentence, lines=ranked[:MAX_PROBLEMS])
