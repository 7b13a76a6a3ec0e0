"""Templates: each hangs together, is cut to size with a record, and becomes a plan that the engine agrees with."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.management import call_command
from django.core.management.base import CommandError
from django.test import Client
from django.urls import reverse

from tests.factories.people import make_person
from tests.factories.plan import make_task
from tracker.core.errors import NotPermitted, RuleBroken, StaleEdit
from tracker.history.models import Activity
from tracker.people.models import User
from tracker.plan.actions import generate_plan, mark_of_plan
from tracker.plan.choices import MilestoneKind, Verb
from tracker.plan.methods import (
    METHODS,
    Dated,
    Facts,
    Formality,
    Size,
    TemplateBroken,
    Wish,
    put_dates,
    read_method,
    tailor,
)
from tracker.plan.methods.dating import working_day, working_days
from tracker.plan.methods.reader import FOLDER
from tracker.plan.models import Deliverable, Dependency, Milestone, Phase, PlanTailoring, Task, TaskClause
from tracker.plan.queries import outlook
from tracker.plan.queries.methods import propose, words_of
from tracker.projects.models import Project
from tracker.standard.actions import load_catalogue
from tracker.standard.choices import REQUIRED_IN_WRITING

CATALOGUE = Path(settings.BASE_DIR) / "fixtures" / "standard_2018.json"
ROWS = json.loads(CATALOGUE.read_text(encoding="utf-8"))
# A report on an invocation is only written after a plan was really invoked.
NOT_PLANNED = {"DI-54"}
MEDIUM = Wish(
    "prince2", Size.M, Formality.STANDARD, 8, date(2026, 11, 23), date(2027, 12, 23), Facts(12, 3, 200, 12)
)


def fields(model: str) -> list[dict[str, Any]]:
    return [row["fields"] for row in ROWS if row["model"] == f"standard.{model}"]


REQUIRED = {row["code"] for row in fields("documentedinformation") if row["basis"] in REQUIRED_IN_WRITING}


def laid(wish: Wish) -> Dated:
    method = read_method(wish.method)
    return put_dates(method, tailor(method, wish, REQUIRED), wish)


@pytest.mark.once
@pytest.mark.parametrize("key", METHODS)
def test_a_template_leads_to_every_clause_and_makes_all_that_the_standard_wants(key: str) -> None:
    method = read_method(key)
    clauses = {row["number"] for row in fields("clause") if row["is_leaf"] and row["auditable"]}
    named = {number for work in method.work for number in work.clauses}
    assert named == clauses
    made = Counter(product.information for work in method.work for product in work.products)
    del made[""]
    codes = {row["code"] for row in fields("documentedinformation")}
    assert made.keys() == codes - NOT_PLANNED
    assert set(made.values()) == {1}
    assert made.keys() >= REQUIRED
    assert all(product.accept for work in method.work for product in work.products)


@pytest.mark.once
@pytest.mark.parametrize("key", METHODS)
@pytest.mark.parametrize("size", Size)
@pytest.mark.parametrize("formality", Formality)
def test_every_cut_hangs_together(key: str, size: Size, formality: Formality) -> None:
    wish = replace(MEDIUM, method=key, size=size, formality=formality)
    for stages in range(3, 9):
        dated = laid(replace(wish, stages=stages))
        pieces = {piece.key: piece for piece in dated.tailored.pieces}
        waited = {name for piece in pieces.values() for name, _lag in piece.after}
        gates = [piece for piece in pieces.values() if piece.milestone == "gate"]
        assert [gate.stage for gate in gates] == list(range(stages))
        for piece in pieces.values():
            begins = dated.days[piece.key][0]
            for before, _lag in piece.after:
                ends = dated.days[before][1]
                assert ends < begins or (piece.milestone and ends <= begins), (piece.key, before)
            if piece.kind in {"work", "review"}:
                assert piece.key in waited
            for _product, review in piece.products:
                assert pieces[review].stage >= piece.stage
        assert bool(dated.too_tight) == (dated.certificate_on > wish.target_on)


@pytest.mark.once
def test_a_larger_scope_more_formality_and_a_larger_size_take_more() -> None:
    def hours(**other: Any) -> float:
        return laid(replace(MEDIUM, **other)).tailored.hours

    assert hours(size=Size.S) < hours() < hours(size=Size.L)
    assert hours(formality=Formality.MINIMAL) < hours() < hours(formality=Formality.FORMAL)
    assert hours(facts=Facts(13, 3, 200, 12)) > hours()
    low, likely, high = 900 * 0.7, 900, 900 * 1.5
    nothing = laid(replace(MEDIUM, facts=Facts())).tailored.estimate
    assert (nothing.low, nothing.likely, nothing.high) == (round(low), likely, round(high))
    assert laid(MEDIUM).tailored.estimate.likely == 900 + 12 * 60 + 3 * 50 + 200 * 1.5 + 12 * 30
    assert laid(MEDIUM).tailored.fits == Size.M


@pytest.mark.once
def test_room_goes_into_operating_and_a_near_target_is_said() -> None:
    wide = laid(replace(MEDIUM, target_on=date(2028, 12, 22)))
    assert wide.certificate_on == date(2028, 12, 22)
    assert wide.room > 200
    assert not wide.too_tight
    near = laid(replace(MEDIUM, target_on=date(2027, 3, 1)))
    assert near.room == 0
    assert near.certificate_on > date(2027, 3, 1)
    missing = working_days(date(2027, 3, 2), near.certificate_on)
    assert f"{missing} working days after 1 Mar 2027" in near.too_tight
    # Begun on the day that the sentence names, the same way is in time.
    earlier = laid(replace(MEDIUM, starts_on=near.latest_start, target_on=date(2027, 3, 1)))
    assert (earlier.room, earlier.too_tight, earlier.certificate_on) == (0, "", date(2027, 3, 1))


@pytest.mark.once
def test_working_days_are_counted_over_weekends_both_ways() -> None:
    friday = date(2026, 11, 27)
    assert working_day(friday, 1) == date(2026, 11, 30)
    assert working_day(friday, -5) == date(2026, 11, 20)
    assert working_days(friday, date(2026, 12, 7)) == 7
    assert working_days(friday, date(2026, 11, 26)) == 0


@pytest.mark.once
def test_what_is_left_out_is_recorded_and_what_is_required_needs_a_reason() -> None:
    kept = {row.key for row in laid(MEDIUM).tailored.left_out}
    small = laid(replace(MEDIUM, size=Size.S, formality=Formality.MINIMAL, stages=5))
    merged = {row.key: row for row in small.tailored.left_out}
    assert {"demand", "rehearsal", "reviews", "reports", "end-P0", "stage-plan"} <= merged.keys() - kept
    assert merged["demand"].into == "Set up capacity management"
    taking_in = next(piece for piece in small.tailored.pieces if piece.key == "capacity")
    assert {"8.4.2", "8.4.3"} <= set(taking_in.clauses)
    with pytest.raises(RuleBroken, match="required"):
        laid(replace(MEDIUM, dropped={"service-catalogue": " "}))
    reason = "the group's catalogue is used"
    without = laid(replace(MEDIUM, dropped={"catalogue": reason})).tailored
    assert {(row.key, row.why) for row in without.left_out} >= {
        ("service-catalogue", reason),
        ("catalogue", reason),
    }
    assert "clause 8.2.4" in without.notes[0]
    # What waited for it waits for what it waited for.
    assert ("requirements", 0) in next(piece for piece in without.pieces if piece.key == "agreements").after
    for wrong in ({"nonsense": "x"}, {"certificate": "we do without"}):
        with pytest.raises(RuleBroken):
            laid(replace(MEDIUM, dropped=wrong))


@pytest.mark.once
@pytest.mark.parametrize(
    ("other", "field"),
    [
        ({"stages": 2}, "stages"),
        ({"target_on": date(2026, 1, 1)}, "target_on"),
        ({"facts": Facts(services=-1)}, "services"),
        ({"facts": Facts(services=100_000)}, "services"),
        ({"method": "scrum"}, "method"),
    ],
)
def test_an_impossible_wish_is_refused_beside_its_field(other: dict[str, Any], field: str) -> None:
    with pytest.raises(RuleBroken) as refused:
        laid(replace(MEDIUM, **other))
    assert refused.value.field == field


@pytest.mark.once
@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("after: [context]", "after: [contxt]", "scope: it names “contxt”"),
        ("after: [context]", "after: [stage-1]", "scope: it waits for “stage-1” of a later phase"),
        ("after: [context]", "after: [policy]", "wait for one another"),
        ("after: [context]", "after: [context+x]", "neither a key nor"),
        ('clauses: ["4.3"]', "clauses: [4.3]", "scope: .*quotation marks"),
        ("key: scope\n", "key: context\n", "stands there twice"),
        ("per: {service: 1, site: 1}", "per: {moon: 1}", "scope: .*“moon”"),
        ("hours: [12, 24, 40]", "hours: [12, 24]", "context: .*three numbers"),
        ("reviewer: sponsor", "reviewer: pope", "no role “pope”"),
        ("role: sms\n", "rôle: sms\n", "context: it does not know “rôle”"),
        ("phases:", "phases: {", "is not YAML"),
    ],
)
def test_a_broken_template_says_where(old: str, new: str, said: str, tmp_path: Path) -> None:
    for file in FOLDER.glob("*.yaml"):
        (tmp_path / file.name).write_text(file.read_text(encoding="utf-8"), encoding="utf-8")
    text = (tmp_path / "common.yaml").read_text(encoding="utf-8")
    assert old in text
    (tmp_path / "common.yaml").write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(TemplateBroken, match=said):
        read_method("prince2", tmp_path)


@pytest.fixture
def real(project: Project) -> Project:
    """The project on the catalogue that ships, from a day that lies ahead."""
    edition = load_catalogue(path=CATALOGUE)[0].edition
    type(project).objects.filter(pk=project.pk).update(edition=edition)
    return Project.objects.get(pk=project.pk)


def ahead(project: Project, **other: Any) -> Wish:
    """A wish whose work begins on a Monday that is still to come."""
    start = date.fromordinal(project.today().toordinal() + 7 - project.today().weekday())
    target = date.fromordinal(start.toordinal() + 500)
    return replace(MEDIUM, starts_on=start, target_on=target, **other)


@pytest.mark.django_db
def test_a_plan_is_made_whole_and_the_engine_agrees_with_its_dates(real: Project, manager: User) -> None:
    mina = make_person(organization=real.organization, name="Mina")
    User.objects.filter(pk=manager.pk).update(person=mina)
    wish = ahead(real, dropped={"supplier-reviews": "", "risk-impact": "stands in the group's register"})
    tailoring = generate_plan(actor=manager, project=real, wish=wish)
    tasks = list(Task.objects.of(real).select_related("owner"))
    assert [phase.code for phase in Phase.objects.of(real)] == [f"P{number}" for number in range(8)]
    assert tailoring.made["tasks"] + tailoring.made["milestones"] == len(tasks) > 120
    assert sum(task.effort_hours or 0 for task in tasks) == pytest.approx(tailoring.made["hours"])
    assert {task.owner for task in tasks if "Project manager" in task.description} == {mina}
    gates = Milestone.objects.of(real).filter(kind=MilestoneKind.GATE)
    assert gates.count() == gates.filter(needs_signoff=True).exclude(criteria="").count() == 8
    assert Milestone.objects.of(real).filter(kind=MilestoneKind.AUDIT).count() == 2
    linked = set(TaskClause.objects.filter(project=real).values_list("clause__number", flat=True))
    assert linked == {row["number"] for row in fields("clause") if row["is_leaf"] and row["auditable"]}
    rows = Deliverable.objects.of(real).select_related("review_task", "information")
    assert all(row.criteria and row.reviewer_role and row.review_task for row in rows)
    assert REQUIRED - {row.information.code for row in rows if row.information} == {"DI-04"}
    assert {"supplier-reviews", "risk-impact"} <= {row["key"] for row in tailoring.left_out}
    view = outlook(real)
    assert view.problem is None
    moved = [
        (task.name, task.due_on, view.finish(task)) for task in view.tasks if view.finish(task) != task.due_on
    ]
    assert moved == []
    certificate = Milestone.objects.get(project=real, kind=MilestoneKind.CERTIFICATE).task
    assert certificate.due_on.isoformat() == tailoring.made["certificate_on"]
    assert words_of(real).products == "Products"
    assert Activity.objects.filter(verb=Verb.PLAN_GENERATED, project_id=real.pk).count() == 1


@pytest.mark.once
@pytest.mark.django_db
def test_a_plan_is_only_made_where_none_is_by_whoever_may_and_as_previewed(
    real: Project, project: Project, manager: User, member: User
) -> None:
    wish = ahead(real, size=Size.S)
    with pytest.raises(NotPermitted):
        generate_plan(actor=member, project=real, wish=wish)
    mark = mark_of_plan(propose(real, wish))
    with pytest.raises(StaleEdit):
        generate_plan(actor=manager, project=real, wish=replace(wish, stages=5), previewed=mark)
    with pytest.raises(RuleBroken, match="has no"):
        propose(project, wish)  # a small edition of another kind
    make_task(real)
    with pytest.raises(RuleBroken, match="already"):
        generate_plan(actor=manager, project=real, wish=wish, previewed=mark)
    assert not PlanTailoring.objects.exists()
    assert not Dependency.objects.exists()


@pytest.mark.once
@pytest.mark.django_db
def test_the_command_previews_makes_and_refuses(real: Project, capsys: pytest.CaptureFixture[str]) -> None:
    said = ["--project", real.slug, "--method", "hybrid", "--stages", "4", "--services", "9", "--json"]
    call_command("generate_plan", *said, "--preview")
    told = json.loads(capsys.readouterr().out)
    assert (told["made"], told["size"], len(told["phases"])) == (False, "M", 4)
    assert not Task.objects.exists()
    call_command("generate_plan", *said)
    again = json.loads(capsys.readouterr().out)
    assert again == {**told, "made": True}
    assert Task.objects.count() == len(told["tasks"]) + len(told["milestones"])
    with pytest.raises(CommandError, match="already"):
        call_command("generate_plan", *said)
    assert "refused" in json.loads(capsys.readouterr().out)


@pytest.mark.once
@pytest.mark.django_db
def test_in_the_browser_it_is_chosen_looked_at_and_made(real: Project, manager: User, client: Client) -> None:
    client.force_login(manager)
    assert (
        "Not made from a method" in client.get(reverse("plan:tailoring", args=[real.slug])).content.decode()
    )
    address = reverse("plan:plan_method", args=[real.slug])
    assert address in client.get(reverse("plan:task_list", args=[real.slug])).content.decode()
    wish = {
        "method": "prince2",
        "size": "S",
        "formality": "minimal",
        "stages": "5",
        "services": "3",
        "sites": "1",
    }
    wish |= {"starts_on": "2027-01-04", "target_on": "2027-06-01", "people": "30", "suppliers": "2"}
    page = client.get(address, {**wish, "drop": "sm-policy"})
    assert page.status_code == 422
    assert "is required" in page.content.decode()
    chosen = {**wish, "drop": "sm-policy", "why-sm-policy": "The group has one"}
    shown = client.get(address, chosen)
    text = shown.content.decode()
    assert "too tight" in text
    assert "The group has one" in text
    assert not Task.objects.exists()
    mark = text.partition('name="mark" value="')[2].partition('"')[0]
    assert client.post(address, {**chosen, "stages": "6", "mark": mark}).status_code == 409
    assert client.post(address, {**chosen, "mark": mark}).status_code == 302
    assert Phase.objects.of(real).count() == 5
    record = client.get(reverse("plan:tailoring", args=[real.slug])).content.decode()
    assert "The group has one" in record
    assert "Products" in client.get(reverse("plan:deliverable_list", args=[real.slug])).content.decode()
    assert client.post(address, {**chosen, "mark": mark}).status_code == 409
