"""The plan of the demonstration: days count from the start of the implementation."""

from __future__ import annotations

from dataclasses import dataclass

from tracker.plan.choices import MilestoneKind

PHASES = {
    "P0": "Mobilise",
    "P1": "Foundation",
    "P2": "Design",
    "P3": "Build and roll out",
    "P4": "Operate",
    "P5": "Check",
    "P6": "Certify",
    "P7": "Sustain",
}


@dataclass(frozen=True, slots=True)
class Step:
    """A task: `start` and `days` as planned, `late` what it really took longer, `after` what it hangs on."""

    key: str
    phase: str
    name: str
    owner: str
    start: int
    days: int
    clauses: tuple[str, ...] = ()
    after: tuple[str, ...] = ()
    late: int = 0

    @property
    def hours(self) -> int:
        """The estimate: about two hours of each day beside the daily work."""
        return max(4, round(self.days * 2 / 4) * 4)

    @property
    def spent(self) -> int:
        """What it took: more where it came late, and a little less where it went well."""
        return self.hours + self.late * 2 if self.late else self.hours - self.start % 3


@dataclass(frozen=True, slots=True)
class Point:
    """A milestone."""

    key: str
    phase: str
    name: str
    day: int
    kind: MilestoneKind
    after: tuple[str, ...] = ()
    passed: int | None = None
    signed: bool = False
    criteria: str = ""


TOPICS = [
    ("8.2.2", "service planning", "Carla Weiss"),
    ("8.2.4", "the service catalogue", "Carla Weiss"),
    ("8.2.5", "assets", "Emil Dahl"),
    ("8.2.6", "configuration data", "Emil Dahl"),
    ("8.3.2", "customer relationships", "Ines Faria"),
    ("8.3.3", "service levels", "Carla Weiss"),
    ("8.3.4.1", "supplier agreements", "Lukas Brenner"),
    ("8.4.1", "budget and accounts of services", "Tobias Krog"),
    ("8.4.3", "capacity", "Viktor Ek"),
    ("8.5.1.2", "change routing", "Mina Berg"),
    ("8.5.1.3", "change control", "Mina Berg"),
    ("8.5.2.1", "service design", "Marek Wolny"),
    ("8.5.3", "releases", "Sofia Brandt"),
    ("8.6.1", "incidents", "Daniel Vik"),
    ("8.6.2", "service requests", "Eva Lund"),
    ("8.6.3", "problems", "Oskar Dahl"),
    ("8.7.1", "availability", "Noor Haddad"),
    ("8.7.2", "service continuity", "Noor Haddad"),
    ("8.7.3.1", "information security policy", "Nils Aas"),
    ("8.7.3.2", "security controls", "Nils Aas"),
]


# Change control is the one roll-out that takes much longer than planned.
SLOW = 10


def steps(now: int) -> list[Step]:
    """All tasks, in the order of the plan; `now` is the number of today."""
    found = [*_mobilise(), *_foundation()]
    for place, (clause, topic, owner) in enumerate(TOPICS):
        begin = 66 + place * 3
        found.append(
            Step(
                f"d{place}",
                "P2",
                f"Describe how we handle {topic}",
                owner,
                begin,
                28,
                (clause,),
                ("plan",),
                place % 3,
            )
        )
    found += _agreements()
    for place, (clause, topic, owner) in enumerate(TOPICS):
        begin = 124 + place * 4
        late = {3: 24, 9: 12, SLOW: now + 17 - begin - 35}.get(place, place % 4)
        found.append(
            Step(f"r{place}", "P3", f"Roll out {topic}", owner, begin, 35, (clause,), (f"d{place}",), late)
        )
    found += _teach()
    for place, (clause, topic, owner) in enumerate(TOPICS[:-2]):
        begin = 196 + place * 4
        found.append(
            Step(
                f"o{place}", "P4", f"Collect records of {topic}", owner, begin, 70, (clause,), (f"r{place}",)
            )
        )
    return [*found, *_this_week(now), *_check(), *_certify()]


def _mobilise() -> list[Step]:
    return [
        Step("sponsor", "P0", "Name sponsor and project manager", "Helena Strand", 0, 5, ("5.1",)),
        Step("case", "P0", "Write the business case", "Jonas Lie", 3, 14, ("5.1",)),
        Step("team", "P0", "Put the team together", "Jonas Lie", 7, 14, ("5.3", "7.1"), ("sponsor",)),
        Step("method", "P0", "Agree on method and tolerances", "Jonas Lie", 14, 7, ("6.3",), ("case",)),
    ]


def _foundation() -> list[Step]:
    return [
        Step(
            "gap", "P1", "Assess every clause: gap assessment", "Aisha Rahman", 21, 28, ("4.4",), ("team",), 5
        ),
        Step("context", "P1", "List issues and interested parties", "Aisha Rahman", 24, 18, ("4.1", "4.2")),
        Step("scope", "P1", "Write the scope statement", "Aisha Rahman", 38, 14, ("4.3",), ("context",)),
        Step(
            "policy",
            "P1",
            "Write the service management policy",
            "Aisha Rahman",
            40,
            18,
            ("5.2.1",),
            ("scope",),
        ),
        Step("roles", "P1", "Appoint process owners", "Helena Strand", 44, 14, ("5.3",)),
        Step("risk", "P1", "Assess risks and opportunities", "Noor Haddad", 42, 18, ("6.1.2",), ("context",)),
        Step(
            "aims", "P1", "Set service management objectives", "Aisha Rahman", 52, 14, ("6.2.1",), ("policy",)
        ),
        Step("plan", "P1", "Write the service management plan", "Jonas Lie", 49, 16, ("6.3",), ("gap",)),
        Step("docs", "P1", "Set up control of documents", "Priya Nair", 45, 21, ("7.5.2", "7.5.3.1")),
    ]


def _agreements() -> list[Step]:
    return [
        Step("parties", "P2", "Map what other parties do for us", "Lukas Brenner", 90, 28, ("8.2.3.1",)),
        Step(
            "comms", "P2", "Plan internal and external communication", "Ingrid Moen", 95, 21, ("7.4",), (), 2
        ),
    ]


def _teach() -> list[Step]:
    return [
        Step(
            "intro", "P3", "Hold the introduction for all staff", "Ingrid Moen", 130, 60, ("7.3",), ("comms",)
        ),
        Step("owners", "P3", "Train process owners", "Ingrid Moen", 140, 80, ("7.2",), ("roles",), 12),
        Step("auditors", "P3", "Train two internal auditors", "Priya Nair", 150, 40, ("9.2.2", "7.2")),
        Step(
            "tool",
            "P3",
            "Set up the ticket tool for the new ways",
            "Erik Haug",
            118,
            45,
            ("8.1",),
            ("plan",),
            6,
        ),
        Step("know", "P3", "Publish the knowledge base", "Eva Lund", 165, 40, ("7.6",), ("tool",)),
        Step(
            "measure", "P4", "Measure and report services", "Carla Weiss", 200, 90, ("9.1", "9.4"), ("tool",)
        ),
        Step(
            "sample",
            "P4",
            "Draw samples of changes and incidents",
            "Mina Berg",
            232,
            21,
            ("8.5.1.2",),
            ("r9",),
        ),
    ]


def _this_week(now: int) -> list[Step]:
    """What lies on the desk today: late, due now, due soon."""
    return [
        Step(
            "categories",
            "P4",
            "Review change categories with service owners",
            "Mina Berg",
            now - 18,
            14,
            ("8.5.1.1",),
            (),
            9,
        ),
        Step(
            "retired",
            "P4",
            "Answer the question on retired services",
            "Mina Berg",
            now - 9,
            5,
            ("9.2.1",),
            (),
            9,
        ),
        Step(
            "minutes", "P4", "Attach the minutes of the change board", "Mina Berg", now - 6, 7, ("8.5.1.3",)
        ),
        Step(
            "approvers", "P4", "Confirm who approves emergency changes", "Mina Berg", now - 4, 6, ("8.5.1.1",)
        ),
        Step("sample2", "P4", "Draw a second sample of routed changes", "Mina Berg", now, 18, ("8.5.1.2",)),
        Step(
            "trend", "P4", "Write the first trend report on changes", "Mina Berg", now + 4, 28, ("8.5.1.3",)
        ),
        Step(
            "problems", "P4", "Close problem records without a cause", "Oskar Dahl", now - 20, 15, ("8.6.3",)
        ),
        Step("capacity", "P4", "Compare capacity with the plan", "Viktor Ek", now - 12, 16, ("8.4.3",)),
        Step(
            "suppliers",
            "P4",
            "Review suppliers with their managers",
            "Lukas Brenner",
            now - 8,
            20,
            ("8.3.4.1",),
        ),
    ]


def _check() -> list[Step]:
    return [
        Step("iaplan", "P5", "Plan the internal audit", "Priya Nair", 250, 14, ("9.2.1",), ("auditors",)),
        Step("iaudit", "P5", "Audit all clauses", "Priya Nair", 296, 14, ("9.2.2",), ("iaplan", "gate2")),
        Step(
            "correct", "P5", "Correct what the audit found", "Aisha Rahman", 312, 14, ("10.1.1",), ("iaudit",)
        ),
        Step("improve", "P5", "Decide on improvements", "Aisha Rahman", 310, 21, ("10.2",)),
        Step("review", "P5", "Hold the management review", "Helena Strand", 328, 7, ("9.3",), ("correct",)),
        Step("body", "P5", "Choose the certification body", "Jonas Lie", 205, 40, ("6.3",)),
    ]


def _certify() -> list[Step]:
    return [
        Step("s1prep", "P6", "Prepare the stage 1 audit", "Jonas Lie", 339, 7, (), ("gate3", "body")),
        Step("concerns", "P6", "Resolve areas of concern", "Aisha Rahman", 348, 18, ("10.1.1",), ("stage1",)),
        Step(
            "findings", "P6", "Answer findings of stage 2", "Aisha Rahman", 372, 13, ("10.1.2",), ("stage2",)
        ),
        Step("surv", "P7", "Agree on surveillance", "Jonas Lie", 390, 14, ("9.2.1",), ("cert",)),
        Step("lessons", "P7", "Write down what we learned", "Jonas Lie", 390, 21, ("10.2",), ("cert",)),
    ]


POINTS = [
    Point("start", "P0", "Start", 0, MilestoneKind.START, (), 0),
    Point("case_ok", "P0", "Business case approved", 21, MilestoneKind.GATE, ("case",), 21, True),
    Point("gap_ok", "P1", "Gap assessment done", 52, MilestoneKind.GATE, ("gap",), 57, True, "All is assessed"),
    Point("scope_ok", "P1", "Scope and policy in force", 63, MilestoneKind.OTHER, ("policy",), 64),
    Point(
        "gate1", "P2", "Gate 1: documents approved", 158, MilestoneKind.GATE,
        tuple(f"d{n}" for n in range(20)), 172, True,
        "Every required document exists, is approved and is current\nEach process has an owner",
    ),
    Point(
        "live", "P3", "All processes live", 236, MilestoneKind.OTHER,
        tuple(f"r{n}" for n in range(20)), None, True, "Each process is used for all services in scope",
    ),
    Point(
        "trained", "P3", "Staff trained", 222, MilestoneKind.OTHER,
        ("intro", "owners"), None, True, "Everybody in scope has had the introduction",
    ),
    Point(
        "gate2", "P4", "Gate 2: processes have run", 292, MilestoneKind.GATE,
        tuple(f"o{n}" for n in range(12)), None, True, "Three months of records for each process",
    ),
    Point("gate3", "P5", "Gate 3: audit and review held", 338, MilestoneKind.GATE, ("review",), None, True),
    Point("stage1", "P6", "Stage 1 audit", 347, MilestoneKind.AUDIT, ("s1prep",)),
    Point("stage2", "P6", "Stage 2 audit", 370, MilestoneKind.AUDIT, ("concerns",)),
    Point("cert", "P6", "Certificate", 389, MilestoneKind.CERTIFICATE, ("findings",), None, True),
]  # fmt: skip
