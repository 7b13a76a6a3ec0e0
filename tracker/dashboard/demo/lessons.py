"""Job roles, courses, sessions and what came of them in the demonstration."""

from __future__ import annotations

from datetime import UTC, datetime, time
from functools import partial

from tracker.dashboard.demo.cast import DEPARTMENTS, TITLES
from tracker.dashboard.demo.story import Story
from tracker.people.models import Person
from tracker.standard.models import Clause
from tracker.training.actions import (
    assign_role,
    define_course,
    define_job_role,
    enrol,
    need_course,
    plan_session,
    record_attendance,
    record_result,
)
from tracker.training.choices import Level, Result
from tracker.training.models import Course, JobRole

OWNERS = [
    "Mina Berg",
    "Noor Haddad",
    "Emil Dahl",
    "Viktor Ek",
    "Lukas Brenner",
    "Ines Faria",
    "Carla Weiss",
    "Sofia Brandt",
    "Daniel Vik",
]
COURSES = {
    "Introduction to the SMS": ("7.3", Level.AWARENESS, 24),
    "Service management policy": ("5.2.2", Level.AWARENESS, 12),
    "Process owner track": ("7.2", Level.PRACTITIONER, 36),
    "Change management": ("8.5.1.1", Level.FOUNDATION, 24),
    "Incidents and problems": ("8.6.1", Level.FOUNDATION, 24),
    "Continuity drill": ("8.7.2", Level.FOUNDATION, 12),
    "Internal auditor": ("9.2.2", Level.SPECIALIST, 36),
}
BASICS = ("Introduction to the SMS", "Service management policy")
NEEDS = {
    "Service desk agent": (*BASICS, "Incidents and problems", "Change management"),
    "Application specialist": (*BASICS, "Change management", "Incidents and problems"),
    "Infrastructure engineer": (*BASICS, "Change management", "Continuity drill"),
    "Process owner": (*BASICS, "Process owner track"),
    "Account and supplier manager": BASICS,
    "Internal auditor": (*BASICS, "Internal auditor"),
    "Top management": BASICS,
}
SESSIONS = [
    ("Introduction to the SMS", 134, 0),
    ("Introduction to the SMS", 148, 1),
    ("Introduction to the SMS", 176, 2),
    ("Service management policy", 150, 0),
    ("Service management policy", 190, 1),
    ("Process owner track", 200, 0),
    ("Change management", 168, 0),
    ("Incidents and problems", 182, 0),
    ("Continuity drill", 210, 0),
    ("Internal auditor", 172, 0),
]


def lessons(story: Story) -> None:
    """Roles and courses early, sessions over the months, some people missed, some records from before."""
    roles: dict[str, JobRole] = {}
    courses: dict[str, Course] = {}
    people: dict[str, list[Person]] = _who(story)
    story.at(40, partial(_set_up, story, roles, courses, people))
    for place, (name, day, turn) in enumerate(SESSIONS):
        story.at(day - 14, partial(_hold, story, courses, people, place, name, day, turn))


def _who(story: Story) -> dict[str, list[Person]]:
    """People by job role; a process owner keeps the role of the department too."""
    cast = story.cast.people
    by_department = {
        "Service desk agent": "Service desk",
        "Application specialist": "Applications",
        "Infrastructure engineer": "Infrastructure",
        "Account and supplier manager": "Customer and suppliers",
        "Top management": "Leadership",
    }
    found = {role: [cast[name] for name in DEPARTMENTS[unit]] for role, unit in by_department.items()}
    found["Process owner"] = [cast[name] for name in OWNERS]
    found["Internal auditor"] = [cast["Priya Nair"], cast["Rosa Klein"]]
    return found


def _set_up(
    story: Story, roles: dict[str, JobRole], courses: dict[str, Course], people: dict[str, list[Person]]
) -> None:
    project, actor = story.project, story.manager
    if project is None:
        raise RuntimeError("the project begins on day 0")
    clauses = {clause.number: clause for clause in Clause.objects.of(project.edition)}
    for name, (number, level, months) in COURSES.items():
        courses[name] = define_course(
            actor=actor,
            project=project,
            name=name,
            clause=clauses[number],
            level=level,
            validity_months=months,
        )
    for name, needed in NEEDS.items():
        roles[name] = define_job_role(actor=actor, project=project, name=name)
        assign_role(actor=actor, job_role=roles[name], people=people[name])
        for course in needed:
            need_course(actor=actor, job_role=roles[name], course=courses[course])
    _from_before(story, courses)


def _from_before(story: Story, courses: dict[str, Course]) -> None:
    """Records that some brought along: one has ended since, one ends soon."""
    for name, course, day in (
        ("Priya Nair", "Internal auditor", -845),
        ("Rosa Klein", "Internal auditor", -870),
        ("Leon Hartmann", "Continuity drill", -160),
        ("Maja Krause", "Continuity drill", -110),
    ):
        record_result(
            actor=story.manager,
            course=courses[course],
            person=story.cast.people[name],
            result=Result.PASSED,
            achieved_on=story.on(day),
        )


def _hold(
    story: Story,
    courses: dict[str, Course],
    people: dict[str, list[Person]],
    place: int,
    name: str,
    day: int,
    turn: int,
) -> None:
    """Announce the session, and on its day write down who came and what came of it."""
    wanted = {person.pk: person for role, needs in NEEDS.items() if name in needs for person in people[role]}
    turns = 1 + max(t for n, _d, t in SESSIONS if n == name)
    seats = [person for number, person in enumerate(wanted.values()) if number % turns == turn]
    session = plan_session(
        actor=story.manager,
        course=courses[name],
        starts_at=datetime.combine(story.on(day), time(6), UTC),
        place="Hafen, room 2",
        trainer="Ingrid Moen",
        capacity=max(len(seats), 12),
    )
    enrol(actor=story.manager, session=session, people=seats)
    came = [person for number, person in enumerate(seats) if (number * 7 + place * 3) % 9 > _missed(person)]
    results = {
        person.pk: Result.FAILED if (number + place) % 17 == 11 else Result.PASSED
        for number, person in enumerate(came)
    }
    story.at(day, partial(record_attendance, actor=story.manager, session=session, results=results))


def _missed(person: Person) -> int:
    """Infrastructure finds no time for training: that is what the pitfall is about."""
    unit = person.department.name if person.department else ""
    return 4 if unit == "Infrastructure" and person.name not in TITLES else 0
