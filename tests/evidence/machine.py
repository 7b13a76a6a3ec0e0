"""Evidence lived at random beside a plain model of it: what the library says, today and of each day before.

The model knows nothing of the product: lists, sets and one rule for how a revision stands, written anew.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import transaction
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from tests.factories.evidence import make_upload
from tracker.checklist.actions import link_evidence, unlink_evidence
from tracker.checklist.models import Checkpoint
from tracker.checklist.queries import checklist_rows
from tracker.core import clock
from tracker.core.errors import RuleBroken
from tracker.evidence.actions import (
    Validity,
    add_revision,
    attach_evidence,
    confirm_revision,
    reject_revision,
    withdraw_evidence,
)
from tracker.evidence.models import Evidence, EvidenceRevision
from tracker.evidence.queries import revision_facts
from tracker.people.models import User
from tracker.projects.models import Project

EXPIRES = st.one_of(st.none(), st.integers(0, 60))
BYTES = st.integers(0, 3)
NUMBER = st.integers(0, 9)
EARLIER = st.integers(-20, 10)


@dataclass(slots=True)
class Plain:
    """One revision as the model sees it."""

    content: int
    by: int
    start: date
    ends: date | None
    state: str = "current"
    verdict: str = ""

    def stands(self, on: date) -> str:
        if self.state != "current":
            return self.state
        if self.ends is not None and on > self.ends:
            return "expired"
        if self.verdict == "rejected":
            return "rejected"
        if on < self.start:
            return "not_yet"
        if self.verdict == "":
            return "to_confirm"
        return "expiring" if self.ends is not None and (self.ends - on).days <= 30 else "current"


@dataclass(slots=True)
class Model:
    pieces: dict[UUID, list[Plain]] = field(default_factory=dict)
    links: set[tuple[UUID, UUID]] = field(default_factory=set)

    def told(self, on: date) -> dict[str, Any]:
        """Everything that can be read of it, in a shape that compares."""
        return {
            "pieces": {
                pk: [
                    (number, digest(each.content), each.stands(on))
                    for number, each in reversed(list(enumerate(revisions, start=1)))
                ]
                for pk, revisions in self.pieces.items()
            },
            "carried": {
                checkpoint
                for checkpoint, pk in self.links
                if self.pieces[pk][-1].stands(on) in ("current", "expiring", "to_confirm")
            },
            "links": self.links,
        }


def content_of(number: int) -> bytes:
    return f"record {number}\n".encode()


def digest(number: int) -> str:
    return hashlib.sha256(content_of(number)).hexdigest()


class Library(RuleBasedStateMachine):
    """One life of a library; each is taken back afterwards. The first of the people may withdraw."""

    project: Project
    people: Sequence[User]
    checkpoints: Sequence[Checkpoint]

    def __init__(self) -> None:
        super().__init__()
        self.block = transaction.atomic()
        self.block.__enter__()
        self.model = Model()
        self.now = clock.now() + timedelta(minutes=1)
        self.past: list[tuple[datetime, dict[str, Any]]] = []

    def teardown(self) -> None:
        try:
            for moment, told in self.past:
                assert read(self.project, moment) == told, f"as of {moment}"
        finally:
            transaction.set_rollback(True)
            self.block.__exit__(None, None, None)

    @rule(by=st.integers(0, 1), content=BYTES, start=EARLIER, ends=EXPIRES)
    def attach(self, by: int, content: int, start: int, ends: int | None) -> None:
        new = self.revision(content, by, start, ends)
        found = self.do(lambda: attach_evidence(
            actor=self.people[by], project=self.project, uploads=[upload(content)], validity=validity(new)
        ))  # fmt: skip
        self.model.pieces[found[0].pk] = [new]

    @precondition(lambda self: self.model.pieces)
    @rule(piece=NUMBER, by=st.integers(0, 1), content=BYTES, start=EARLIER, ends=EXPIRES)
    def revise(self, piece: int, by: int, content: int, start: int, ends: int | None) -> None:
        pk = self.piece(piece)
        newest = self.model.pieces[pk][-1]
        new = self.revision(content, by, start, ends)
        same = newest.state == "current" and newest.content == content and newest.ends == new.ends
        self.do(
            lambda: add_revision(
                actor=self.people[by], evidence=evidence(pk), upload=upload(content), validity=validity(new)
            ),
            refused=same,
        )
        if not same:
            newest.state = "superseded" if newest.state == "current" else newest.state
            self.model.pieces[pk].append(new)

    @precondition(lambda self: self.model.pieces)
    @rule(piece=NUMBER, by=st.integers(0, 1), verdict=st.sampled_from(["confirmed", "rejected"]))
    def judge(self, piece: int, by: int, verdict: str) -> None:
        pk = self.piece(piece)
        newest = self.model.pieces[pk][-1]
        no = newest.by == by or newest.state != "current" or newest.stands(self.today) == "expired"
        row = EvidenceRevision.objects.select_related("project", "evidence").get(
            evidence=pk, number=len(self.model.pieces[pk])
        )
        if verdict == "confirmed":
            self.do(lambda: confirm_revision(actor=self.people[by], revision=row), refused=no)
        else:
            self.do(lambda: reject_revision(actor=self.people[by], revision=row, reason="no"), refused=no)
        newest.verdict = newest.verdict if no else verdict

    @precondition(lambda self: self.model.pieces)
    @rule(piece=NUMBER, by=st.integers(0, 1))
    def withdraw(self, piece: int, by: int) -> None:
        pk = self.piece(piece)
        newest = self.model.pieces[pk][-1]
        no = by != 0 or newest.state != "current"
        self.do(
            lambda: withdraw_evidence(actor=self.people[by], evidence=evidence(pk), reason="wrong"),
            refused=no,
        )
        newest.state = newest.state if no else "withdrawn"

    @precondition(lambda self: self.model.pieces)
    @rule(piece=NUMBER, place=st.integers(0, 2))
    def link(self, piece: int, place: int) -> None:
        pk, checkpoint = self.piece(piece), self.checkpoints[place]
        self.do(lambda: link_evidence(actor=self.people[0], checkpoint=checkpoint, evidence=[evidence(pk)]))
        self.model.links.add((checkpoint.pk, pk))

    @precondition(lambda self: self.model.pieces)
    @rule(piece=NUMBER, place=st.integers(0, 2))
    def unlink(self, piece: int, place: int) -> None:
        pk, checkpoint = self.piece(piece), self.checkpoints[place]
        self.do(
            lambda: unlink_evidence(
                actor=self.people[0], checkpoint=checkpoint, evidence=evidence(pk), reason="other"
            ),
            refused=(checkpoint.pk, pk) not in self.model.links,
        )
        self.model.links.discard((checkpoint.pk, pk))

    @rule(days=st.integers(1, 40))
    def pass_days(self, days: int) -> None:
        self.now += timedelta(days=days)

    @invariant()
    def the_library_says_what_the_model_says(self) -> None:
        with clock.at(self.now):
            told = self.model.told(self.today)
            assert read(self.project) == told
        self.past.append((self.now, deepcopy(told)))

    # What the rules stand on ------------------------------------------------------------

    @property
    def today(self) -> date:
        return clock.on_day(self.now, self.project.zone)

    def piece(self, number: int) -> UUID:
        known = list(self.model.pieces)
        return known[number % len(known)]

    def revision(self, content: int, by: int, start: int, ends: int | None) -> Plain:
        first = self.today + timedelta(days=start)
        return Plain(content, by, first, None if ends is None else first + timedelta(days=ends))

    def do(self, verb: Callable[[], Any], *, refused: bool = False) -> Any:
        """Run a verb a minute later; where the model says so it must be refused, and change nothing."""
        self.now += timedelta(minutes=1)
        with clock.at(self.now):
            if not refused:
                return verb()
            with pytest.raises(RuleBroken), transaction.atomic():
                verb()
        return None


def machine(
    project: Project, people: list[User], checkpoints: list[Checkpoint]
) -> type[RuleBasedStateMachine]:
    """The machine over one project."""
    return type("Lived", (Library,), {"project": project, "people": people, "checkpoints": checkpoints})


def read(project: Project, at: datetime | None = None) -> dict[str, Any]:
    """What the product says, in the shape of the model."""
    facts = revision_facts(project, at=at)
    rows = checklist_rows(project, at)
    return {
        "pieces": {
            pk: [(each.number, each.digest, each.standing.value) for each in revisions]
            for pk, revisions in facts.items()
        },
        "carried": {row.id for row in rows if any(proof.carries for proof in row.proofs)},
        "links": {(row.id, proof.evidence_id) for row in rows for proof in row.proofs},
    }


def upload(content: int) -> Any:
    return make_upload("record.txt", content_of(content))


def validity(new: Plain) -> Validity:
    return Validity(effective_from=new.start, expires_on=new.ends)


def evidence(pk: UUID) -> Evidence:
    return Evidence.objects.select_related("project").get(pk=pk)
