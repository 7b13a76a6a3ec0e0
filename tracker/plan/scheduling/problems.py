"""Why a plan cannot be scheduled. Each says it in a sentence and keeps the values for a translated one."""

from __future__ import annotations

from collections.abc import Sequence

from tracker.plan.scheduling.values import Key


class Unschedulable(ValueError):
    """The plan as given has no schedule."""


class Loop(Unschedulable):
    """Activities hang on each other in a circle; `keys` spells it out, the first again at the end."""

    def __init__(self, keys: Sequence[Key], names: Sequence[str] = ()) -> None:
        self.keys = list(keys)
        self.names = list(names) or [str(key) for key in keys]
        super().__init__("They hang on each other in a circle: " + " → ".join(self.names))


class NoWorkingTime(Unschedulable):
    """A calendar in which nobody ever works, or no longer works."""

    def __init__(self, calendar: str) -> None:
        self.calendar = calendar
        super().__init__(f"The calendar “{calendar}” has no working time left to place the work in.")


class TooFar(Unschedulable):
    """The dates leave the years that can be counted."""

    def __init__(self) -> None:
        super().__init__("The plan leaves the years 1900 to 2199.")


class BadActivity(Unschedulable):
    """One activity says what cannot be."""

    def __init__(self, key: Key, name: str, why: str) -> None:
        self.key, self.name, self.why = key, name or str(key), why
        super().__init__(f"“{self.name}” {why}.")
