"""Samples of records: drawn by a seed that is kept, or chosen with the reason; never changed afterwards."""

from __future__ import annotations

import hashlib
from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.factories.evidence import make_evidence
from tracker.core.errors import NotPermitted, RuleBroken
from tracker.evidence.actions import Population, choose_sample, draw_sample
from tracker.evidence.drawing import digest_of, draw
from tracker.evidence.models import Evidence, Sampling
from tracker.evidence.queries import places_of
from tracker.history.models import Activity
from tracker.people.models import User
from tracker.projects.models import Project

FROM, TO = date(2026, 7, 1), date(2026, 9, 30)
CHANGES = [f"CHG-{number:04}" for number in range(1, 213)]


@pytest.fixture
def changes(project: Project, member: User) -> Evidence:
    return make_evidence(project=project, actor=member, kind="record")


def population(**facts: Any) -> Population:
    return Population(**{"name": "Changes closed", "period_from": FROM, "period_to": TO, **facts})


@pytest.mark.once
def test_a_draw_hangs_on_the_seed_alone_and_can_be_repeated_by_hand() -> None:
    assert draw("5eed", 212, 5) == draw("5eed", 212, 5) != draw("5eee", 212, 5)
    by_hand = sorted(range(1, 213), key=lambda place: hashlib.sha256(f"5eed:{place}".encode()).hexdigest())
    assert draw("5eed", 212, 5) == sorted(by_hand[:5])
    assert draw("5eed", 7, 7) == [1, 2, 3, 4, 5, 6, 7]
    often = [0] * 20
    for seed in range(2000):
        for place in draw(str(seed), 20, 5):
            often[place - 1] += 1
    assert all(420 < count < 580 for count in often)  # 500 each are expected; four standard deviations


def test_a_random_sample_is_kept_with_seed_list_and_history(changes: Evidence, member: User) -> None:
    taken = draw_sample(actor=member, evidence=changes, population=population(ids=CHANGES), size=5)
    assert taken.population_size == 212
    assert taken.population_digest == digest_of(CHANGES) != digest_of(CHANGES[::-1])
    assert taken.sample == [CHANGES[place - 1] for place in taken.places]
    assert taken.drawn_again() == taken.places
    assert taken.history.get().sample == taken.sample
    told = Activity.objects.get(verb="evidence.sample_drawn")
    assert (told.subject_id, told.after["seed"], told.after["of"]) == (str(changes.pk), taken.seed, 212)
    assert told.after["sample"] == taken.sample
    other = draw_sample(actor=member, evidence=changes, population=population(size=212), size=5)
    assert other.seed != taken.seed
    assert other.sample == [str(place) for place in other.places]
    assert places_of([changes.pk]) == {}


def test_a_choice_by_hand_says_by_what_and_names_only_what_there_is(changes: Evidence, member: User) -> None:
    def choose(sample: list[str], how: str = "The two largest", **facts: Any) -> Sampling:
        of = population(**(facts or {"ids": CHANGES}))
        return choose_sample(actor=member, evidence=changes, population=of, sample=sample, how=how)

    taken = choose(["CHG-0007", "CHG-0002"])
    assert (taken.places, taken.seed, taken.how) == ([7, 2], "", "The two largest")
    assert choose(["A-1"], size=3).places == []
    for sample, how, field in ((["CHG-0007"], " ", "how"), (["X"], "Y", "sample"), ([], "Y", "sample")):
        with pytest.raises(RuleBroken) as refused:
            choose(sample, how)
        assert refused.value.field == field
    with pytest.raises(RuleBroken):
        choose(["A", "B"], size=1)
    assert Sampling.objects.count() == 2


@pytest.mark.parametrize(
    ("facts", "size", "field", "said"),
    [
        ({"size": 5}, 6, "size", "between 1 and 5"),
        ({"size": 5}, 0, "size", "between 1 and 5"),
        ({}, 1, "population_size", "how many there are"),
        ({"size": 200_001}, 1, "population_size", "200000"),
        ({"size": 4, "ids": ["A", "B"]}, 1, "population_size", "names 2"),
        ({"ids": ["A", "B", "A"]}, 1, "ids", "Line 3 names “A” again; it stands in line 1"),
        ({"ids": ["A", "B\x00"]}, 1, "ids", "Line 2"),
        ({"ids": ["A" * 81]}, 1, "ids", "Line 1"),
        ({"size": 5, "name": " "}, 1, "population", "what was sampled"),
        ({"size": 5, "period_to": date(2026, 6, 30)}, 1, "period_to", "ends before"),
    ],
)
def test_a_population_that_makes_no_sense_is_refused_and_nothing_kept(
    changes: Evidence, member: User, facts: dict[str, Any], size: int, field: str, said: str
) -> None:
    with pytest.raises(RuleBroken) as refused:
        draw_sample(actor=member, evidence=changes, population=population(**facts), size=size)
    assert refused.value.field == field
    assert said in refused.value.sentence
    assert not Sampling.objects.exists()


def test_only_records_are_sampled_and_by_who_adds_evidence(
    project: Project, changes: Evidence, member: User, sponsor: User
) -> None:
    policy = make_evidence(project=project, actor=member)
    with pytest.raises(RuleBroken, match="Samples are taken of records"):
        draw_sample(actor=member, evidence=policy, population=population(size=5), size=1)
    with pytest.raises(NotPermitted):
        draw_sample(actor=sponsor, evidence=changes, population=population(size=5), size=1)


def test_it_is_taken_on_the_page_drawn_again_and_its_list_compared(
    project: Project, changes: Evidence, member: User
) -> None:
    client = Client()
    client.force_login(member)
    post = {
        "population": "Changes <closed>", "period_from": "2026-07-01", "period_to": "2026-09-30",
        "ids": "\r\n".join(["<i>1", *CHANGES]), "drawing": "random", "size": "213", "how": "",
    }  # fmt: skip
    address = reverse("evidence:samples", args=[project.slug, changes.pk])
    refused = client.post(address, post | {"size": "999"})
    assert refused.status_code == 422
    assert "CHG-0100" in refused.content.decode()
    answer = client.post(address, post)
    taken = Sampling.objects.get()
    page = reverse("evidence:sampling", args=[project.slug, taken.pk])
    assert answer.headers["Location"] == page
    html = client.get(page).content.decode()
    assert "the seed gives the same" in html
    assert "&lt;i&gt;1" in html
    assert "This is the list" in client.post(page, {"ids": post["ids"]}).content.decode()
    assert "another list" in client.post(page, {"ids": "\n".join(CHANGES)}).content.decode()
    taken.places = [*taken.places[1:], 9999]
    taken.save_because("tampered", by=member)
    assert "the seed gives others" in client.get(page).content.decode()


def test_the_page_costs_the_same_for_one_sample_and_for_many(
    project: Project, changes: Evidence, member: User
) -> None:
    client = Client()
    client.force_login(member)

    def cost() -> int:
        with CaptureQueriesContext(connection) as asked:
            client.get(reverse("evidence:evidence", args=[project.slug, changes.pk]))
        return len(asked)

    draw_sample(actor=member, evidence=changes, population=population(size=9), size=2)
    cost()
    few = cost()
    for _each in range(4):
        draw_sample(actor=member, evidence=changes, population=population(size=9), size=2)
    assert cost() == few
