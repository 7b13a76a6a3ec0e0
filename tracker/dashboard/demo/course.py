"""Keeping course in the demonstration: reviews every two weeks, one of them missed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import Any

from tracker.checklist.actions import give_parts, propose_accountable
from tracker.checklist.models import ClausePart
from tracker.dashboard.demo.cast import Cast
from tracker.dashboard.demo.seasons import Diary
from tracker.plan.models import Task
from tracker.projects.models import Project
from tracker.reviews.actions import (
    check_correction,
    hold_review,
    plan_reviews,
    raise_deviation,
    report_correction,
    use_lesson,
    write_lesson,
)
from tracker.reviews.models import Correction, Deviation, Lesson, ProjectReview

BEGUN = 15
AGENDA = "What was finished since the last time\nWhat is late, and why\nRisks and exceptions\nWhat we need from others"
# How the reviews came out, the newest last; the others were on course.
FOUND = {
    5: ("deviations", "The procedures of clause 8 take longer than planned; two owners share one week."),
    9: ("decision", "Who audits us inside is open, and the plan of the audit hangs on it."),
    14: ("deviations", "The tool for changes came two weeks late."),
}
# By the number of the review: what and why, the correction, whose it is, within how many days.
DEVIATIONS: dict[int, tuple[tuple[str, str], str, str, int]] = {
    5: (
        (
            "Procedures of clause 8 are three weeks late",
            "Two process owners share one week, and holidays lie in it",
        ),
        "A writer joins both for two weeks; each procedure is written in one sitting with its owner",
        "Ingrid Moen",
        14,
    ),
    14: (
        ("The tool for changes runs two weeks late", "The supplier tested without our data"),
        "Test with a copy of our data, and put the last two weeks of the trial in parallel with the training",
        "Jonas Lie",
        21,
    ),
}
# Day, who, what and what to do the next time, and the words of the task in which it was used, some days later.
LESSONS: tuple[tuple[int, str, str, tuple[str, str], tuple[int, str, str] | None], ...] = (
    (
        BEGUN + 14 * 5 + 17,
        "manager",
        "again",
        (
            "A writer beside the process owner halves the time of a procedure",
            "Plan a writer for each procedure from the start, one sitting with its owner",
        ),
        (
            40,
            "continuity",
            "The continuity plan was written the same way, in four days where ten were planned",
        ),
    ),
    (
        BEGUN + 14 * 14 + 3,
        "member",
        "otherwise",
        (
            "A supplier's trial without our data finds nothing",
            "Put a copy of our data into the contract of the trial",
        ),
        None,
    ),
)
MISSED_BEFORE_NOW = 20


@dataclass(slots=True)
class Course:
    """What was looked at in these months."""

    project: Project
    cast: Cast
    diary: Diary

    def write(self) -> None:
        self.diary.on(BEGUN, self.plan_looks)
        for number, day in enumerate(range(BEGUN, self.diary.calendar.now, 14)):
            if not MISSED_BEFORE_NOW - 14 < self.diary.calendar.now - day <= MISSED_BEFORE_NOW:
                self.diary.on(day, partial(self.look, number))
        for number, (found, correction, owner, days) in DEVIATIONS.items():
            self.diary.on(BEGUN + 14 * number, partial(self.deviate, number, found, correction, owner, days))
        for day, who, kind, words, used in LESSONS:
            self.diary.on(day, partial(self.learn, who, kind, words))
            if used:
                self.diary.on(day + used[0], partial(self.use, words[0], used[1], used[2]))
        for day in (40, 110, 200):
            self.diary.on(day, self.who)
        self.diary.on(BEGUN + 14 * 5 + 12, self.report)
        self.diary.on(BEGUN + 14 * 5 + 16, self.check)

    @property
    def manager(self) -> Any:
        return self.cast.users["manager"]

    def plan_looks(self) -> None:
        plan_reviews(
            actor=self.manager,
            project=self.project,
            title="Project review",
            rhythm="fortnight",
            starts_on=self.project.today(),
            chair=self.cast.people[self.manager.name],
            attendees=[self.cast.people[name] for name in ("Helena Strand", "Ingrid Moen")],
            agenda=AGENDA,
        )
        plan_reviews(
            actor=self.manager,
            project=self.project,
            title="Review with top management",
            rhythm="month",
            starts_on=self.project.today() + timedelta(days=self.diary.calendar.now - BEGUN + 9),
            chair=self.cast.people[self.cast.users["sponsor"].name],
            attendees=[self.cast.people[name] for name in (self.manager.name, "Helena Strand")],
        )

    def look(self, number: int) -> None:
        review = (
            ProjectReview.objects.of(self.project)
            .open()
            .order_by("planned_on")
            .filter(planned_on=self.project.today())
            .select_related("project", "series")
            .first()
        )
        if review is None:
            return
        result, note = FOUND.get(number, ("on_course", "As planned."))
        there = [
            self.cast.people[self.manager.name],
            self.cast.people["Helena Strand" if number % 3 else "Ingrid Moen"],
        ]
        hold_review(
            actor=self.manager,
            review=review,
            version=review.version,
            held_on=self.project.today(),
            result=result,
            note=note,
            present=there,
        )

    def deviate(self, number: int, found: tuple[str, str], correction: str, owner: str, days: int) -> None:
        title, cause = found
        reviews = ProjectReview.objects.of(self.project).held().filter(planned_on=self.project.today())
        raise_deviation(
            actor=self.cast.users["member"] if number > 5 else self.manager,
            project=self.project,
            title=title,
            cause=cause,
            correction=correction,
            owner=self.cast.people[owner],
            due_on=self.project.today() + timedelta(days=days),
            review=reviews.first(),
        )

    def who(self) -> None:
        propose_accountable(actor=self.manager, project=self.project)
        parts = ClausePart.objects.of(self.project).filter(part="A").select_related("clause", "person")
        others = [self.cast.people[name] for name in ("Ingrid Moen", "Noor Haddad", "Emil Dahl")]
        for number, row in enumerate(parts.order_by("clause__sort_key")):
            beside = [one for one in others if one.pk != row.person_id]
            give_parts(
                actor=self.manager,
                project=self.project,
                clause=row.clause,
                accountable=row.person,
                others={"R": beside[:1], "C": beside[1 : 1 + number % 2]},
            )

    def learn(self, who: str, kind: str, words: tuple[str, str]) -> None:
        title, advice = words
        found = Deviation.objects.of(self.project).order_by("-number").first()
        write_lesson(
            actor=self.cast.users[who],
            project=self.project,
            kind=kind,
            title=title,
            advice=advice,
            deviation=found,
        )

    def use(self, title: str, task: str, text: str) -> None:
        lesson = Lesson.objects.of(self.project).get(title=title)
        tasks = Task.objects.of(self.project).filter(name__icontains=task).order_by("starts_on")
        use_lesson(actor=self.manager, project=self.project, lesson=lesson, task=tasks.first(), text=text)

    def report(self) -> None:
        note = "Eleven procedures are written and in the register; the last two follow this week"
        report_correction(actor=self.manager, correction=self._correction(), note=note)

    def check(self) -> None:
        note = "All thirteen are there, and the owners know what is in them"
        member = self.cast.users["member"]
        check_correction(actor=member, correction=self._correction(), effect="worked", note=note)

    def _correction(self) -> Correction:
        return Correction.objects.of(self.project).select_related("project", "deviation").get()
