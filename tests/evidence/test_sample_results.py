"""What was found of sampled records: noted one by one, counted honestly, and never said of more than they show."""

from __future__ import annotations

from datetime import date, timedelta
from math import comb
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.factories.checklist import make_checklist
from tests.factories.evidence import make_evidence
from tracker.checklist.actions import link_evidence
from tracker.core import clock
from tracker.core.errors import BadInput, NotPermitted, RuleBroken, StaleEdit
from tracker.evidence.actions import Found, Population, choose_sample, draw_sample, note_results
from tracker.evidence.models import Evidence, SampleResult, Sampling
from tracker.evidence.queries import results_by_sampling, samplings_of
from tracker.evidence.results import ResultTally, upper_bound
from tracker.history.models import Activity
from tracker.people.models import User
from tracker.projects.models import Project

pytestmark = pytest.mark.once

QUARTER = {"period_from": date(2026, 7, 1), "period_to": date(2026, 9, 30)}
IDS = [f"CHG-{number}" for number in range(1, 41)]


@pytest.fixture
def changes(project: Project, member: User) -> Evidence:
    return make_evidence(project=project, actor=member, kind="record")


@pytest.fixture
def sampling(changes: Evidence, member: User) -> Sampling:
    population = Population(name="Changes closed", ids=IDS, **QUARTER)
    return draw_sample(actor=member, evidence=changes, population=population, size=3)


def all_of(sampling: Sampling, *said: Found) -> dict[str, Found]:
    return dict(zip(sampling.sample, said, strict=False))


GOOD, BAD, LOST = Found("conforms"), Found("deviates", "no approval"), Found("not_found", "not in the tool")


@pytest.mark.parametrize(
    ("deviations", "size", "by_hand"),
    [(0, 12, 0.22092), (0, 25, 0.11293), (0, 59, 0.04951), (1, 10, 0.39416), (1, 12, 0.33868)],
)
def test_the_upper_limit_is_what_the_hand_gives(deviations: int, size: int, by_hand: float) -> None:
    found = upper_bound(deviations, size)
    assert found == pytest.approx(by_hand, abs=0.00005)
    below = sum(comb(size, k) * found**k * (1 - found) ** (size - k) for k in range(deviations + 1))
    assert below == pytest.approx(0.05, abs=1e-9)


def test_the_limit_holds_at_the_edges_and_in_the_largest_samples() -> None:
    assert upper_bound(0, 1) == pytest.approx(0.95)
    assert upper_bound(7, 7) == 1.0
    assert upper_bound(0, 500) == pytest.approx(1 - 0.05 ** (1 / 500))
    limits = [upper_bound(deviations, 500) for deviations in (0, 1, 250, 499, 500)]
    assert limits == sorted(limits)
    # The tables of audit sampling: 93 for one deviation and 124 for two, at 95 % and 5 %.
    assert upper_bound(1, 93) < 0.05 < upper_bound(1, 92)
    assert upper_bound(2, 124) < 0.051


def test_the_sentences_say_no_more_than_the_sample_shows() -> None:
    open_one = ResultTally(12, 238, True, conforming=5, deviating=1)
    assert (open_one.open, open_one.standing) == (6, "not_met")
    assert open_one.short == "open: 6 of 12 without a result, 1 does not conform"
    assert "when every record of the sample has its result" in open_one.reach
    clean = ResultTally(12, 238, True, conforming=12)
    assert clean.figures == "12 of 12 conform; deviation rate 0.0 %."
    assert "at most 22.1 % of all records deviate" in clean.reach
    mixed = ResultTally(12, 238, True, conforming=10, deviating=1, not_found=1)
    assert mixed.figures == "10 of 12 conform; deviation rate 16.7 % (not conforming: 1, not found: 1)."
    assert "no rate for the others" in ResultTally(3, 238, False, conforming=3).reach
    assert "every record" in ResultTally(12, 12, True, conforming=12).reach.lower()


def test_results_are_kept_with_who_and_when_and_an_unchanged_one_stays(
    sampling: Sampling, member: User, auditor: User
) -> None:
    assert note_results(actor=member, sampling=sampling, found=all_of(sampling, GOOD, BAD)) == 2
    assert note_results(actor=auditor, sampling=sampling, found=all_of(sampling, GOOD, LOST)) == 1
    first, second = (SampleResult.objects.get(record=name) for name in sampling.sample[:2])
    assert (first.found_by, second.found_by, second.note) == (member, auditor, "not in the tool")
    assert [row.outcome for row in second.history.order_by("history_id")] == ["deviates", "not_found"]
    told = Activity.objects.filter(verb="evidence.results_noted").latest("pk")
    assert told.after["records"] == {sampling.sample[1]: "not_found"}
    tally = samplings_of(sampling.project, [sampling.evidence_id])[sampling.evidence_id][0].tally
    assert (tally.conforming, tally.not_found, tally.open) == (1, 1, 1)


@pytest.mark.parametrize(
    ("said", "why"),
    [
        (Found("deviates", " "), "what does not conform"),
        (Found("not_found"), "where it was looked for"),
        (Found("perhaps", "x"), "one of the results"),
        (Found("", "a note alone"), "that this note belongs to"),
        (Found("conforms", "x" * 2001), "2000"),
    ],
)
def test_one_record_that_makes_no_sense_saves_none(
    sampling: Sampling, member: User, said: Found, why: str
) -> None:
    with pytest.raises(BadInput) as refused:
        note_results(actor=member, sampling=sampling, found=all_of(sampling, GOOD, said))
    assert [line.line for line in refused.value.lines] == [2]
    assert why in refused.value.lines[0].message
    assert not SampleResult.objects.exists()


def test_a_result_is_not_emptied_and_a_strange_record_is_refused(sampling: Sampling, member: User) -> None:
    note_results(actor=member, sampling=sampling, found=all_of(sampling, GOOD))
    with pytest.raises(BadInput):
        note_results(actor=member, sampling=sampling, found=all_of(sampling, Found("")))
    with pytest.raises(RuleBroken, match="not in this sample"):
        note_results(actor=member, sampling=sampling, found={"CHG-X": GOOD})


def test_who_saw_older_results_does_not_overwrite_newer_ones(sampling: Sampling, member: User) -> None:
    note_results(actor=member, sampling=sampling, found=all_of(sampling, GOOD), seen=0)
    with pytest.raises(StaleEdit):
        note_results(actor=member, sampling=sampling, found=all_of(sampling, BAD), seen=0)
    assert SampleResult.objects.get().outcome == "conforms"


def test_who_only_reads_evidence_notes_nothing(sampling: Sampling, sponsor: User) -> None:
    with pytest.raises(NotPermitted):
        note_results(actor=sponsor, sampling=sampling, found=all_of(sampling, GOOD))


def test_the_database_refuses_a_deviation_without_words_and_a_second_result(
    sampling: Sampling, member: User
) -> None:
    def keep(**facts: Any) -> None:
        row = SampleResult(
            project=sampling.project, sampling=sampling, found_by=member, found_at=clock.now(), **facts
        )
        with transaction.atomic():
            row.save_because("x", by=member)

    keep(record="CHG-1", outcome="conforms")
    for facts in ({"record": "CHG-1", "outcome": "conforms"}, {"record": "CHG-2", "outcome": "deviates"}):
        with pytest.raises(IntegrityError):
            keep(**facts)


def test_the_past_is_read_as_it_was(sampling: Sampling, member: User) -> None:
    note_results(actor=member, sampling=sampling, found=all_of(sampling, GOOD))
    then = clock.now()
    with clock.at(then + timedelta(days=1)):
        note_results(actor=member, sampling=sampling, found=all_of(sampling, BAD, GOOD))
    found = results_by_sampling(sampling.project, at=then)[sampling.pk]
    assert [(fact.outcome, fact.found_by) for fact in found] == [("conforms", member.name)]


def test_results_are_noted_on_the_page_and_shown_on_the_evidence_and_the_checkpoint(
    project: Project, changes: Evidence, sampling: Sampling, member: User, sponsor: User
) -> None:
    point = make_checklist(project)[0]
    link_evidence(actor=member, checkpoint=point, evidence=[changes])
    client = Client()
    client.force_login(member)
    page = reverse("evidence:sampling", args=[project.slug, sampling.pk])
    send = reverse("evidence:results", args=[project.slug, sampling.pk])
    library = reverse("evidence:evidence_list", args=[project.slug])
    for address in (page, library):
        assert "open: 3 of 3 without a result" in client.get(address).content.decode()
    post = {"seen": "0", "outcome_1": "conforms", "outcome_2": "deviates", "note_2": "", "note_3": "<b>"}
    refused = client.post(send, post)
    assert refused.status_code == 422
    assert "Say what does not conform" in refused.content.decode()
    done = {"outcome_1": "conforms", "outcome_2": "deviates", "note_2": "<b>late", "outcome_3": "conforms"}
    assert client.post(send, done | {"seen": "0"}).status_code == 302
    assert client.post(send, done | {"seen": "0"}).status_code == 409
    assert "waits for results" not in client.get(library).content.decode()
    html = client.get(page).content.decode()
    assert "2 of 3 conform; deviation rate 33.3 % (not conforming: 1, not found: 0)." in html
    assert "&lt;b&gt;late" in html
    for address in (
        reverse("evidence:evidence", args=[project.slug, changes.pk]),
        reverse("checklist:checkpoint", args=[project.slug, point.pk]),
    ):
        assert "2 of 3 conform" in client.get(address).content.decode()
    client.force_login(sponsor)
    read = client.get(page).content.decode()
    assert "Does not conform" in read
    assert "Save the results" not in read


def test_the_pages_cost_the_same_for_one_sample_and_for_many(
    project: Project, changes: Evidence, sampling: Sampling, member: User
) -> None:
    point = make_checklist(project)[0]
    link_evidence(actor=member, checkpoint=point, evidence=[changes])
    client = Client()
    client.force_login(member)
    pages = [
        reverse("checklist:checkpoint", args=[project.slug, point.pk]),
        reverse("evidence:sampling", args=[project.slug, sampling.pk]),
        reverse("evidence:evidence", args=[project.slug, changes.pk]),
        reverse("evidence:evidence_list", args=[project.slug]),
    ]

    def costs() -> list[int]:
        found = []
        for page in pages:
            with CaptureQueriesContext(connection) as asked:
                client.get(page)
            found.append(len(asked))
        return found

    note_results(actor=member, sampling=sampling, found=all_of(sampling, GOOD))
    costs()
    few = costs()
    note_results(actor=member, sampling=sampling, found=all_of(sampling, GOOD, BAD, LOST))
    other = make_evidence(project=project, actor=member, kind="record")
    link_evidence(actor=member, checkpoint=point, evidence=[other])
    for evidence in (changes, changes, other):
        population = Population(name="Incidents", size=9, **QUARTER)
        taken = choose_sample(
            actor=member, evidence=evidence, population=population, sample=["I-1"], how="newest"
        )
        note_results(actor=member, sampling=taken, found=all_of(taken, GOOD))
    assert costs() == few
