"""Working in the plan: with the pointer, with keys alone, on a phone, and two people at once."""

from __future__ import annotations

from datetime import date

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.factories.plan import make_milestone, make_task
from tests.journeys.conftest import DESK, PHONE, Visit, Visitor
from tracker.people.models import User
from tracker.plan.actions import add_phase, link_tasks
from tracker.plan.models import Dependency, Task
from tracker.projects.models import Project

pytestmark = [pytest.mark.browser, pytest.mark.once]

PLAN = "/projects/nordlicht/plan/?zoom=weeks"


@pytest.fixture
def plan(project: Project, manager: User) -> dict[str, Task]:
    """Two tasks in a phase, one of which the certificate hangs on; their dates lie ahead."""
    phase = add_phase(actor=manager, project=project, code="P1", name="Build")
    dates = {"starts_on": date(2027, 2, 1), "due_on": date(2027, 2, 26), "phase": phase}
    first, second = make_task(project, name="First", **dates), make_task(project, name="Second", **dates)
    end = make_milestone(project, name="Certificate", due_on=date(2027, 2, 26), phase=phase).task
    link_tasks(actor=manager, predecessor=first, successor=end)
    return {"first": first, "second": second, "end": end}


def bar(page: Page, task: Task) -> Locator:
    row = page.locator("tbody tr").evaluate_all(
        "(rows, id) => rows.findIndex((row) => row.id === id)", f"r-{task.pk}"
    )
    return page.locator(".g-svg > .rw").nth(row).locator(".b")


def drag(page: Page, task: Task, days: int, *, at: float = 0.5) -> None:
    """Take the bar at a part of its length, and let go so many days later."""
    found = bar(page, task)
    found.scroll_into_view_if_needed()
    box = found.locator(".bar").bounding_box()
    assert box
    day = float(page.locator(".g-svg").get_attribute("data-scale") or 0)
    x, y = box["x"] + box["width"] * at - (2 if at == 1 else 0), box["y"] + 6
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + day * days, y + 2, steps=4)
    page.mouse.up()


def due(task: Task) -> date:
    task.refresh_from_db()
    return task.due_on


def test_drag_stretch_link_and_take_back(visit: Visitor, plan: dict[str, Task], manager: User) -> None:
    desk = visit(DESK)
    page, first = desk.log_in(manager), plan["first"]
    desk.go(PLAN)
    drag(page, first, 7)
    panel = page.locator("#g-panel")
    expect(panel).to_contain_text("not saved yet")
    expect(panel).to_contain_text("Certificate")
    expect(panel).to_contain_text("5 Mar")
    desk.shot("plan-1-effect")
    assert due(first) == date(2027, 2, 26)
    panel.get_by_role("button", name="Save change").click()
    desk.sees("Moved “First” by 7 days.")
    assert (first.starts_on, due(first)) == (date(2027, 2, 1), date(2027, 3, 5))
    page.get_by_role("button", name="Undo").click()
    desk.sees("“First” is as it was before.")
    assert due(first) == date(2027, 2, 26)
    drag(page, first, 3, at=1)
    panel.get_by_role("link", name="Keep 26 Feb").click()
    expect(panel).to_be_empty()
    link_by_pointer(desk, plan)


def link_by_pointer(desk: Visit, plan: dict[str, Task]) -> None:
    page = desk.page
    start, end = bar(page, plan["first"]), bar(page, plan["second"])
    start.hover()
    handle, goal = page.locator(".ln").bounding_box(), end.locator(".bar").bounding_box()
    assert handle
    assert goal
    page.mouse.move(handle["x"] + 5, handle["y"] + 5)
    page.mouse.down()
    page.mouse.move(goal["x"] + 30, goal["y"] + 6, steps=4)
    page.mouse.up()
    page.locator("#g-panel").get_by_role("button", name="Link").click()
    desk.sees("“Second” now hangs on “First”.")
    assert Dependency.objects.filter(predecessor=plan["first"], successor=plan["second"]).exists()


def test_by_keys_alone(visit: Visitor, plan: dict[str, Task], manager: User) -> None:
    desk = visit(DESK)
    page, second = desk.log_in(manager), plan["second"]
    desk.go(PLAN)
    keys = page.keyboard
    for key in ("j", "ArrowLeft"):
        keys.press(key)
    expect(page.get_by_role("row").filter(has_text="Second")).to_be_hidden()
    page.reload()  # which groups are folded is remembered
    expect(page.get_by_role("row").filter(has_text="Second")).to_be_hidden()
    for key in ("j", "ArrowRight", "ArrowDown", "j", "Enter"):
        keys.press(key)
    expect(page.get_by_label("Due")).to_be_focused()
    keys.press("Escape")
    expect(page.locator(f"#r-{second.pk}.k-walk")).to_be_visible()
    for key in ("Alt+ArrowRight", "Alt+ArrowRight", "Alt+ArrowRight"):
        keys.press(key)
    expect(page.get_by_role("button", name="Save change")).to_be_focused()
    keys.press("Enter")
    desk.sees("Moved “Second” by 3 days.")
    assert due(second) == date(2027, 3, 1)
    expect(page.locator(f"#r-{second.pk}.k-walk")).to_be_visible()
    keys.press("]")
    desk.sees("Moved “Second” in the plan.")
    second.refresh_from_db()
    assert second.parent == plan["first"]
    keys.press("u")
    desk.sees("all of it is as it was before")
    expect(page.locator(f"#r-{second.pk}.k-walk")).to_be_visible()
    second.refresh_from_db()
    assert second.parent is None


def test_keys_pressed_faster_than_the_panel_comes(
    visit: Visitor, plan: dict[str, Task], manager: User
) -> None:
    """Until htmx has taken the panel's form in hand, Enter would send it as a page of its own."""
    desk = visit(DESK)
    page, second = desk.log_in(manager), plan["second"]
    desk.go(PLAN)
    page.evaluate("window.unbroken = true; window.htmx.config.defaultSettleDelay = 600")
    keys = page.keyboard
    for key in ("j", "j", "j", "Alt+ArrowRight"):
        keys.press(key)
    expect(page.locator("#move-due")).to_have_value("2027-02-27")
    keys.press("Alt+ArrowRight")
    expect(page.locator("#move-due")).to_have_value("2027-02-28")
    expect(page.get_by_role("button", name="Save change")).to_be_focused()
    keys.press("Enter")
    desk.sees("Moved “Second” by 2 days.")
    assert page.evaluate("window.unbroken")
    expect(page.locator(f"#r-{second.pk}.k-walk")).to_be_visible()


def test_escape_pressed_faster_than_the_editor_comes(
    visit: Visitor, plan: dict[str, Task], manager: User
) -> None:
    """The browser itself puts the focus into a line that htmx has not yet taken in hand."""
    desk = visit(DESK)
    page, second = desk.log_in(manager), plan["second"]
    desk.go(PLAN)
    page.evaluate("window.unbroken = true; window.htmx.config.defaultSettleDelay = 600")
    page.evaluate("""document.addEventListener("focusin", function first({ target }) {
        if (target.name !== "due_on") return;
        document.removeEventListener("focusin", first);
        target.dispatchEvent(new KeyboardEvent("keydown", { key: "Escape", bubbles: true, cancelable: true }));
        document.body.dataset.escaped = "";
    })""")
    for key in ("j", "j", "j", "Enter"):
        page.keyboard.press(key)
    expect(page.locator("body[data-escaped]")).to_be_attached()
    expect(page.locator("#edit")).to_have_count(0)
    expect(page.locator(f"#r-{second.pk}.k-walk")).to_be_visible()
    assert page.evaluate("window.unbroken")


def test_two_people_drag_the_same_task(visit: Visitor, plan: dict[str, Task], manager: User) -> None:
    one, other, first = visit(DESK), visit(DESK), plan["first"]
    for desk in (one, other):
        desk.log_in(manager)
        desk.go(PLAN)
    for desk, days in ((one, 7), (other, 14)):
        drag(desk.page, first, days)
        desk.page.get_by_role("button", name="Save change").click()
        if desk is one:
            desk.sees("Moved “First” by 7 days.")
    other.sees("changed this a moment ago")
    assert due(first) == date(2027, 3, 5)
    expect(other.page.locator("#move-due")).to_have_value("2027-03-12")
    other.shot("plan-2-conflict")
    other.page.get_by_role("button", name="Save mine after all").click()
    other.sees("Moved “First” by 7 days.")
    assert due(first) == date(2027, 3, 12)


def test_several_on_a_phone(visit: Visitor, plan: dict[str, Task], manager: User) -> None:
    phone = visit(PHONE, has_touch=True, is_mobile=True)
    page = phone.log_in(manager)
    phone.go("/projects/nordlicht/plan/?show=open")
    for name in ("Choose First", "Choose Second"):
        page.get_by_label(name).tap()
    expect(page.locator("#many")).to_contain_text("2 chosen")
    phone.shot("plan-3-phone")
    page.get_by_label("Days").fill("3")
    page.locator("#many").get_by_role("button", name="Move", exact=True).tap()
    phone.sees("Moved 2 tasks by 3 days.")
    assert {due(plan["first"]), due(plan["second"])} == {date(2027, 3, 1)}
    assert phone.fits()


OLD = "(rows) => rows.filter((row) => row.dataset.old).length"


def test_only_the_lines_that_differ_are_drawn_anew(
    visit: Visitor, plan: dict[str, Task], manager: User, project: Project
) -> None:
    for n in range(9):
        make_task(project, name=f"More {n}", starts_on=date(2027, 2, 1), due_on=date(2027, 2, 5))
    desk = visit(DESK)
    page, first = desk.log_in(manager), plan["first"]
    desk.go(PLAN)
    expect(page.locator("#plan[data-on]")).to_be_attached()
    rows, line = page.locator("tbody tr"), page.locator(f"#r-{first.pk}")
    many = rows.count()
    # Whatever the server sends again comes without this mark.
    rows.evaluate_all("(rows) => rows.forEach((row) => { row.dataset.old = 1 })")
    page.get_by_label("Choose More 3").check()

    # What was opened and left is the very line that stood there.
    line.get_by_label("Change First").click()
    expect(line.get_by_label("Due")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator("tr.edit")).to_have_count(0)
    assert rows.evaluate_all(OLD) == many
    expect(line.locator("a.nm")).to_be_focused()

    # One line is opened at a time, and what is refused is said in it.
    page.get_by_label("Change Second").click()
    expect(page.locator("tr.edit")).to_contain_text("Second")
    line.get_by_label("Change First").click()
    expect(page.locator("tr.edit")).to_have_count(1)
    line.get_by_label("Due").fill("2027-01-04")
    page.keyboard.press("Enter")
    expect(line).to_contain_text("cannot be due before it starts")
    assert rows.evaluate_all(OLD) == many - 1

    line.get_by_label("Due").fill("2027-02-19")
    line.get_by_label("Done").fill("40")
    page.keyboard.press("Enter")
    desk.sees("“First” is changed.")
    expect(line).to_contain_text("40 %")
    expect(bar(page, first).locator(".prog")).to_have_count(1)
    # The phase adds up what lies under it; nothing else has changed.
    assert rows.evaluate_all(OLD) == many - 2
    expect(page.get_by_label("Choose More 3")).to_be_checked()
    expect(page.locator("[data-count]")).to_contain_text("1 chosen")
    expect(line.locator("a.nm")).to_be_focused()
    assert page.locator(".g-svg > .rw").count() == many

    # Drawn whole or in part, the page says the same.
    said = rows.all_inner_texts()
    bars = page.locator(".g-svg > .rw, .g-svg > .dep").evaluate_all(
        "(all) => all.map((one) => one.outerHTML).sort()"
    )
    page.reload()
    assert rows.all_inner_texts() == said
    assert (
        page.locator(".g-svg > .rw, .g-svg > .dep").evaluate_all(
            "(all) => all.map((one) => one.outerHTML).sort()"
        )
        == bars
    )
