"""How heavy a risk is: likelihood times impact, each from 1 to 5; pure, and the same wherever it is asked.

The bounds are ours; 20 as the score that no single risk should reach untreated is the example of tolerance
in our notes on methods (section 1.1).
"""

from __future__ import annotations

MEDIUM, HIGH, CRITICAL = 6, 12, 20


def score(likelihood: int | None, impact: int | None) -> int:
    """From 1 to 25; 0 where it has not been judged."""
    return (likelihood or 0) * (impact or 0)


def level(points: int) -> str:
    """The band that the score lies in: low below 6, medium below 12, high below 20, critical from 20."""
    for name, least in (("critical", CRITICAL), ("high", HIGH), ("medium", MEDIUM)):
        if points >= least:
            return name
    return "low"
