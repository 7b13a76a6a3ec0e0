"""Contents for pages, without a database: a middling implementation and an empty one."""

from __future__ import annotations

import hashlib
from datetime import UTC, date, datetime, timedelta

from tracker.reporting.content import (
    CheckpointLine,
    ClauseBlock,
    ClauseFigures,
    ClauseGroup,
    CoverageLine,
    DecisionLine,
    DocumentLine,
    EvidenceLine,
    GapLine,
    Head,
    HeadLine,
    MilestoneLine,
    PackContent,
    ReportContent,
    RoleLine,
    ScopeLine,
    SignoffLine,
)

AS_OF = datetime(2026, 10, 30, 18, 0, tzinfo=UTC)


def digest_of(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


HEAD = Head(
    organization="Nordhafen IT",
    project="Nordhafen to the certificate",
    slug="nordhafen",
    edition="ISO/IEC 20000-1:2018 with Amd 1:2024",
    as_of=AS_OF,
    language="en",
    log_position=18442,
    log_digest=digest_of("head"),
    key_fingerprint=digest_of("key"),
)

SIGNOFFS = (
    SignoffLine(
        "Gate 1: documents approved", "Helena Voss", "executive sponsor", "Gate 1 is passed.",
        datetime(2026, 8, 21, 15, 40, 33, tzinfo=UTC), "passkey", digest_of("g1"), "approved", "approved",
        "S-2026-0004",
    ),
    SignoffLine(
        "Service management plan", "Tomasz Nowak", "SMS manager", "The plan is complete and current.",
        datetime(2026, 9, 2, 9, 12, 54, tzinfo=UTC), "password", digest_of("p"), "declined", "declined", "S-2026-0005",
    ),
    SignoffLine(
        "Gate 2: three months of records", "Helena Voss", "", "As sponsor I accept that the criteria are met.",
        None, "", digest_of("g2"), "waiting", "not yet signed", "",
    ),
)  # fmt: skip

MILESTONES = (
    ("Project start", "start", "2026-03-02", "2026-03-02", True, 0, "done"),
    ("Gate 1: documents approved", "gate", "2026-07-31", "2026-08-21", True, 21, "done"),
    ("All processes live", "other", "2026-09-18", "2026-11-06", False, 49, "off_track"),
    ("Gate 2: three months of records", "gate", "2026-12-18", "2027-02-05", False, 49, "off_track"),
    ("Stage 1 audit", "audit", "2027-01-19", "2027-02-09", False, 21, "at_risk"),
    ("Stage 2 audit", "audit", "2027-03-16", "2027-04-06", False, 21, "at_risk"),
    ("Certificate decision", "certificate", "2027-04-21", "2027-05-12", False, 21, "at_risk"),
)
CLAUSES = (
    ("4", "Context of the organization", 15, 14, 1, 0, 0, 0, 13),
    ("5", "Leadership", 15, 11, 1, 2, 1, 0, 9),
    ("6", "Planning", 20, 16, 1, 2, 1, 0, 14),
    ("7", "Support of the service management system", 28, 18, 3, 4, 2, 1, 15),
    ("8", "Operation of the service management system", 104, 55, 10, 17, 12, 10, 47),
    ("9", "Performance evaluation", 14, 4, 1, 2, 3, 4, 3),
    ("10", "Improvement", 10, 3, 0, 2, 3, 2, 2),
)
DEPARTMENTS = (
    ("Service desk", 38, 2, 42),
    ("Operations", 41, 6, 56),
    ("Applications", 32, 3, 34),
    ("Finance", 6, 0, 10),
)


def make_report(**facts: object) -> ReportContent:
    values: dict[str, object] = {
        "head": HEAD,
        "today": date(2026, 10, 30),
        "target_on": date(2027, 6, 30),
        "tolerance_days": 28,
        "training_target": 85,
        "milestones": tuple(_milestone(*row) for row in MILESTONES),
        "clauses": tuple(
            ClauseFigures(number, title, total, ready, waits, partly, not_met, none, 0, before)
            for number, title, total, ready, waits, partly, not_met, none, before in CLAUSES
        ),
        "before_on": date(2026, 9, 30),
        "decisions": (
            DecisionLine("Is gate 2 passed?", "As sponsor I accept that the criteria are met.", "Helena Voss",
                         "Tomasz Nowak", date(2026, 10, 20), date(2026, 11, 6), False),
            DecisionLine("Approve the budget for contract help", "Thirty days for five contracts.", "Helena Voss",
                         "Tomasz Nowak", date(2026, 10, 12), date(2026, 10, 28), True),
        ),
        "gaps": tuple(
            GapLine(f"8.3.{place}-1", f"8.3.{place}", "Each contract states its service targets and who measures them.",
                    ("lapsed", "not_met", "partly_met", "not_assessed")[place % 4], "Lucia Ferrante",
                    date(2026, 11, 6) + timedelta(days=place))
            for place in range(1, 13)
        ),
        "gap_count": 68,
        "coverage": tuple(CoverageLine(*row) for row in DEPARTMENTS),
        "required_documents": 56,
        "missing_documents": 15,
        "expiring_evidence": 6,
        "waiting_evidence": 17,
        "signoffs": SIGNOFFS,
    }  # fmt: skip
    return ReportContent(**{**values, **facts})  # type: ignore[arg-type]


def _milestone(
    name: str, kind: str, plan: str, now: str, done: bool, slip: int, health: str
) -> MilestoneLine:
    day = date.fromisoformat(now)
    return MilestoneLine(name, kind, date.fromisoformat(plan), day, day if done else None, slip, health)


def make_line(number: int, *, digest: str = "", size: int = 1200, clause: str = "4.1") -> EvidenceLine:
    return EvidenceLine(
        number=f"EV-{number:03d}",
        name="Issues log with owner and review date",
        revision=3,
        digest=digest or digest_of(f"file {number}"),
        size=size,
        media_type="application/pdf",
        filename="issues.pdf",
        address="",
        effective_from=date(2026, 9, 8),
        effective_to=None,
        expires_on=date(2027, 9, 8),
        standing="current",
        uploaded_by="Nadia Haddad",
        uploaded_at=datetime(2026, 9, 8, 10, 0, tzinfo=UTC),
        verdict=("confirmed", "", "rejected")[number % 3],
        verdict_by="Petra Lind",
        verdict_at=datetime(2026, 9, 17, 10, 0, tzinfo=UTC),
        clauses=(clause,),
        path=f"EV-{number:03d}-r3-issues.pdf",
    )


STANDINGS = ("met", "met", "met_by_other_party", "partly_met", "not_met", "lapsed", "not_assessed")


def make_checkpoint(clause: str, place: int) -> CheckpointLine:
    standing = STANDINGS[(place + len(clause)) % len(STANDINGS)]
    return CheckpointLine(
        code=f"{clause}-{place}",
        position=place,
        text="A current list names the inside and outside conditions that could help or hinder the SMS.",
        standing=standing,
        ready=standing == "met" and place != 2,
        waits=standing == "met" and place == 2,
        note="Seen in the September issue; the owner was asked." if place == 1 else "",
        party="Data centre" if standing == "met_by_other_party" else "",
        party_control="Monthly report, yearly visit",
        owner="Tomasz Nowak",
        target_on=date(2026, 11, 27),
        assessed_by="Ingrid Solberg",
        assessed_at=datetime(2026, 9, 27, 9, 0, tzinfo=UTC),
        confirmed_by="Petra Lind" if standing == "met" else "",
        confirmed_at=datetime(2026, 9, 28, 9, 0, tzinfo=UTC) if standing == "met" else None,
        evidence=("EV-001",),
    )


def make_pack(**facts: object) -> PackContent:
    """Three clauses of two groups; no file is attached unless the caller says where it lies."""
    documents = (
        DocumentLine(
            "DI-01", "Scope of the SMS", "4.1", "document", "required", True, "confirmed", "SMS manager"
        ),
        DocumentLine(
            "DI-02", "Service management policy", "5.2", "document", "required", True, "missing", "Sponsor"
        ),
        DocumentLine("DI-70", "Issues", "4.1", "record", "advised", False, "to_confirm", "SMS manager"),
    )
    lines = (make_line(1), make_line(2), make_line(3, clause="5.2"))

    def block(number: str, title: str) -> ClauseBlock:
        return ClauseBlock(
            number, title, "Tomasz Nowak",
            tuple(each for each in documents if each.clause == number),
            tuple(make_checkpoint(number, place) for place in range(1, 5)),
            tuple(each for each in lines if number in each.clauses),
        )  # fmt: skip

    values: dict[str, object] = {
        "head": HEAD,
        "clauses": (),
        "scope_statement": "Hosting and workplace services of Nordhafen IT, delivered from Bremen and Gdansk.",
        "people_in_scope": 186,
        "scope": (ScopeLine("Service", "Workplace", True, ""), ScopeLine("Site", "Rostock", False, "closed in June")),
        "roles": (RoleLine("Helena Voss", "Sponsor"), RoleLine("Tomasz Nowak", "Project manager")),
        "groups": (
            ClauseGroup(
                "4",
                "Context of the organization",
                (block("4.1", "Understanding the organization"), block("4.2", "Interested parties")),
            ),
            ClauseGroup("5", "Leadership", (block("5.2", "Policy"),)),
        ),
        "documents": documents,
        "evidence": lines,
        "signoffs": SIGNOFFS,
        "heads": (HeadLine("2026-10-30T17:00:00.000000+00:00", 18400, digest_of("signed")),),
        "attached": False,
    }  # fmt: skip
    return PackContent(**{**values, **facts})  # type: ignore[arg-type]
