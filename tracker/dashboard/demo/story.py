"""Living the demonstration through, day by day, each verb at its time."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from heapq import heappop, heappush

from tracker.core import clock
from tracker.dashboard.demo.cast import Cast
from tracker.people.models import User
from tracker.projects.models import Project

DAYS_IN = 238
Deed = Callable[[], object]


@dataclass(slots=True)
class Story:
    """What happens when. Days count from the start; today is day 238."""

    cast: Cast
    start: date
    project: Project | None = None
    deeds: list[tuple[int, int, Deed]] = field(default_factory=list)
    told: int = 0

    @property
    def manager(self) -> User:
        return self.cast.users["manager"]

    def on(self, day: int) -> date:
        """The working day on or after that day of the way."""
        found = self.start + timedelta(days=day)
        return found + timedelta(days={5: 2, 6: 1}.get(found.weekday(), 0))

    def at(self, day: int, deed: Deed) -> None:
        """Remember to do it on that day; what lies ahead of today is never done."""
        if day <= DAYS_IN:
            self.told += 1
            heappush(self.deeds, (day, self.told, deed))

    def live(self) -> int:
        """Do everything in the order of the days; a deed may add later ones. Returns how many."""
        done = 0
        minutes: dict[int, int] = {}
        while self.deeds:
            day, _number, deed = heappop(self.deeds)
            minutes[day] = minutes.get(day, 0) + 1
            with self._moment(day, minutes[day]):
                deed()
            done += 1
        return done

    @contextmanager
    def _moment(self, day: int, number: int) -> Iterator[None]:
        """From eight in the morning on, a minute or so apart, and never in the future."""
        moment = datetime.combine(self.on(day), time(7), UTC) + timedelta(seconds=40 * number)
        with clock.at(min(moment, clock.now() - timedelta(seconds=1))):
            yield
