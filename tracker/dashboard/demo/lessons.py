"""Training of the demonstration: roles, courses, sessions held, and certificates that ran out."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from functools import partial

from tracker.dashboard.demo.cast import Cast
from tracker.dashboard.demo.seasons import Diary
from tracker.people.models import Person
from tracker.projects.models import Project
from tracker.standard.models import Clause
from tracker.training.actions import (
    assign_role,
    change_course,
    define_course,
    define_job_role,
    enrol,
    judge_competence,
    need_course,
    plan_session,
    record_attendance,
    record_result,
)
from tracker.training.choices import EffectMethod, Judged, Level, Result
from tracker.training.models import Course, JobRole, Session

COURSES = {
    "intro": ("Introduction to service management", "7.3", Level.INTRODUCTION, None),
    "owner": ("Process owner workshop", "7.2", Level.PRACTITIONER, 24),
    "audit": ("Internal auditor ISO/IEC 20000-1", "9.2.2", Level.AUDITOR, 6),
    "change": ("Change and release in practice", "8.5.1.2", Level.PRACTITIONER, 12),
    "desk": ("Incidents and requests", "8.6.1", Level.PRACTITIONER, 7),
}
ROLES = {
    "Everybody in scope": ("intro",),
    "Process owner": ("owner",),
    "Internal auditor": ("audit",),
    "Engineer": ("change",),
    "Service desk agent": ("desk",),
}
JUDGED = [
    ("Noor Haddad", Judged.COMPETENT, "Ran four continuity tests", "", ""),
    ("Viktor Ek", Judged.COMPETENT, "Two capacity plans, both held", "", ""),
    ("Emil Dahl", Judged.PARTLY, "Six months as deputy", "Audits of configuration records", "Mentored by Viktor Ek"),
]  # fmt: skip
# Day, course, and which share of those who need it came, in tenths.
SESSIONS = [(24, "desk", 10), (41, "audit", 10), (148, "intro", 4), (172, "change", 5), (183, "intro", 9),
            (206, "owner", 8), (214, "desk", 9), (228, "change", 9)]  # fmt: skip
AHEAD = [(8, "audit"), (15, "intro")]


@dataclass(slots=True)
class Lessons:
    """Courses and who needs them."""

    project: Project
    cast: Cast
    diary: Diary
    clauses: dict[str, Clause]
    courses: dict[str, Course] = field(default_factory=dict)
    needed_by: dict[str, list[Person]] = field(default_factory=dict)

    def write(self) -> None:
        """Everything about training that happens in these months."""
        self.diary.on(10, self.define)
        for day, course, tenths in SESSIONS:
            self.diary.on(day - 10, partial(self.invite, course, day))
            self.diary.on(day + 1, partial(self.hold, course, tenths))
        self.diary.on(30, self.bring_along)
        self.diary.on(215, self.judge)
        now = self.diary.calendar.now
        for ahead, course in AHEAD:
            self.diary.on(now - 5, partial(self.invite, course, now + ahead))

    def define(self) -> None:
        manager = self.cast.users["manager"]
        for key, (name, number, level, months) in COURSES.items():
            self.courses[key] = define_course(
                actor=manager,
                project=self.project,
                name=name,
                clause=self.clauses[number],
                level=level,
                validity_months=months,
            )
        for key in ("owner", "audit", "change", "desk"):
            self.build_on("intro", key)
        for name, courses in ROLES.items():
            owned = self.clauses["8.1"] if name == "Process owner" else None
            role = define_job_role(actor=manager, project=self.project, name=name, clause=owned)
            people = self._holders(name)
            assign_role(actor=manager, job_role=role, people=people)
            for key in courses:
                need_course(actor=manager, job_role=role, course=self.courses[key])
                self.needed_by[key] = people

    def build_on(self, first: str, key: str) -> None:
        """The introduction comes before detail, and somebody looks whether it changed the work."""
        course = self.courses[key]
        change_course(
            actor=self.cast.users["manager"],
            course=course,
            version=course.version,
            name=course.name,
            clause=course.clause,
            level=course.level,
            validity_months=course.validity_months,
            prerequisite=self.courses[first],
            trainer="Ingrid Moen",
            effect_method=EffectMethod.OBSERVATION,
        )

    def judge(self) -> None:
        """What an assessor found about three who own a process."""
        role = JobRole.objects.of(self.project).get(name="Process owner")
        for name, outcome, experience, gap, action in JUDGED:
            judge_competence(
                actor=self.cast.users["manager"],
                person=self.cast.people[name],
                job_role=role,
                outcome=outcome,
                training="Process owner workshop",
                experience=experience,
                gap=gap,
                action=action,
                may_act=outcome == Judged.COMPETENT,
                review_on=self.project.today() + timedelta(days=330),
            )

    def _holders(self, role: str) -> list[Person]:
        everybody = list(self.cast.people.values())

        def of(*departments: str) -> list[Person]:
            return [
                person for person in everybody if person.department and person.department.name in departments
            ]

        owners = ["Mina Berg", "Noor Haddad", "Daniel Vik", "Marek Wolny", "Sofia Brandt", "Emil Dahl", "Viktor Ek",
                  "Lukas Brenner", "Ines Faria", "Carla Weiss"]  # fmt: skip
        return {
            "Everybody in scope": everybody,
            "Process owner": [self.cast.people[name] for name in owners],
            "Internal auditor": [self.cast.people[name] for name in ("Priya Nair", "Eva Lund", "Erik Haug")],
            "Engineer": of("Infrastructure", "Applications"),
            "Service desk agent": of("Service desk"),
        }[role]

    def invite(self, key: str, day: int) -> None:
        """Seats for those who need the course."""
        manager = self.cast.users["manager"]
        people = self.needed_by[key]
        session = plan_session(
            actor=manager,
            course=self.courses[key],
            starts_at=datetime.combine(self.diary.calendar.day(day), time(7, 0), UTC),
            place="Room Fjell",
            trainer="Ingrid Moen",
            capacity=len(people),
        )
        enrol(actor=manager, session=session, people=people)

    def hold(self, key: str, tenths: int) -> None:
        """Most came; one of ten failed where there is something to fail."""
        held = (
            Session.objects.filter(course=self.courses[key], attendance_at=None).order_by("starts_at").first()
        )
        if held is None:
            return
        came = [person for place, person in enumerate(self.needed_by[key]) if place * 3 % 10 < tenths]
        results = {
            person.pk: Result.ATTENDED if key == "intro" else Result.FAILED if place == 4 else Result.PASSED
            for place, person in enumerate(came)
        }
        record_attendance(actor=self.cast.users["manager"], session=held, results=results)

    def bring_along(self) -> None:
        """What two people had learned elsewhere before; it has run out since."""
        for name in ("Sofia Brandt", "Emil Dahl"):
            record_result(
                actor=self.cast.users["manager"],
                course=self.courses["change"],
                person=self.cast.people[name],
                result=Result.PASSED,
                achieved_on=self.diary.calendar.start,
                expires_on=self.diary.calendar.day(self.diary.calendar.now - 20),
            )
