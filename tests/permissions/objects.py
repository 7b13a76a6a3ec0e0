"""What stands in an address: one real object of the project for each argument."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta
from decimal import Decimal
from typing import Any
from uuid import uuid4

from tests.factories.awareness import make_pair, make_peer_session, make_tip
from tests.factories.checklist import make_checklist
from tests.factories.evidence import current_revision, make_evidence, make_large_upload, make_upload
from tests.factories.notifications import make_notification
from tests.factories.people import make_department, make_person, make_staff_run, make_user
from tests.factories.plan import make_series
from tests.factories.projects import give_role
from tests.factories.reporting import make_pack_row, make_report_row, make_schedule
from tests.factories.training import make_course, make_job_role
from tracker.awareness import actions as awareness
from tracker.checklist.actions import (
    comment_on_checkpoint,
    keep_filter,
    link_evidence,
    relate_checkpoint,
    take_round,
)
from tracker.checklist.models import AssessmentRound
from tracker.checks.actions import add_question
from tracker.core import clock
from tracker.evidence.actions import Population, attach_evidence, draw_sample
from tracker.governance import actions as governance
from tracker.governance.models import BusinessCase, CaseOption
from tracker.notifications.links import token_of
from tracker.notifications.models import FailingAddress
from tracker.people.models import Person, User
from tracker.plan.actions import (
    add_deliverable,
    add_milestone,
    add_task,
    comment_on_task,
    copy_tasks,
    edit_task,
    keep_view,
    link_tasks,
    request_milestone_signoff,
)
from tracker.plan.actions.doneness import name_proof, set_steps
from tracker.plan.actions.worktime import save_calendar
from tracker.plan.models import ChangeRequest, Task
from tracker.progress.models import ExceptionReport
from tracker.projects.actions import set_objective
from tracker.projects.choices import Role
from tracker.projects.models import Project
from tracker.raid import actions as raid
from tracker.raid.actions.items import Facts
from tracker.raid.actions.responses import Plan
from tracker.reminders.actions import open_feed, open_rules
from tracker.reminders.calendar import path_of
from tracker.reminders.models import ReminderRule, Webhook, WebhookCall
from tracker.reviews import actions as reviews
from tracker.signoffs.actions import delegate_signoffs, request_signoff
from tracker.signoffs.choices import State
from tracker.signoffs.models import Delegation, SignOffRequest
from tracker.training.actions import assign_role, enrol, give_course_check, plan_session

Cast = Mapping[str, User | None]
Provider = Callable[[Project, Cast], Any]


def arguments_for(name: str, wanted: tuple[str, ...], project: Project, cast: Cast) -> dict[str, Any]:
    """Arguments are looked up by the whole name first, then by room, then alone."""
    room = name.split(":")[0]
    found = {}
    for argument in wanted:
        keys = (f"{name}:{argument}", f"{room}:{argument}", argument)
        provider = next((PROVIDERS[key] for key in keys if key in PROVIDERS), None)
        if provider is None:
            raise LookupError(
                f"{name} wants “{argument}”: say in tests/permissions/objects.py what to put there"
            )
        found[argument] = provider(project, cast)
    return found


def who(cast: Cast, name: str) -> User:
    user = cast[name]
    assert user
    return user


def a_task(project: Project, cast: Cast) -> Task:
    today = project.today()
    return add_task(
        actor=who(cast, "manager"),
        project=project,
        name="Write the policy",
        starts_on=today,
        due_on=today + timedelta(days=7),
    )


def somebody_with_work(project: Project, cast: Cast) -> Person:
    person = make_person(organization=project.organization)
    edit_task(actor=who(cast, "manager"), task=a_task(project, cast), version=None, owner=person)
    return person


def a_change_of_several(project: Project, cast: Cast) -> Any:
    return copy_tasks(actor=who(cast, "manager"), project=project, tasks=[a_task(project, cast)])


def a_kept_view(project: Project, cast: Cast) -> Any:
    return keep_view(actor=who(cast, "manager"), project=project, name="Mine and late", query="show=mine")


def a_comment(project: Project, cast: Cast) -> Any:
    return comment_on_task(actor=who(cast, "member"), task=a_task(project, cast), text="Who has the list?")


def a_remark(project: Project, cast: Cast) -> Any:
    first = make_checklist(project)[0]
    return comment_on_checkpoint(actor=who(cast, "member"), checkpoint=first, text="Who has the list?")


def a_kept_filter(project: Project, cast: Cast) -> Any:
    return keep_filter(
        actor=who(cast, "manager"), project=project, name=f"Gaps {uuid4()}", query="state=gaps", shared=True
    )


def several_files(project: Project, cast: Cast) -> Any:
    uploads = [make_upload(), make_upload()]
    found = attach_evidence(actor=who(cast, "member"), project=project, uploads=uploads, together=True)
    return current_revision(found[0])


def a_crossref(project: Project, cast: Cast) -> Any:
    first, second = make_checklist(project)[:2]
    return relate_checkpoint(
        actor=who(cast, "manager"),
        checkpoint=first,
        edition=project.edition,
        number=second.requirement.code,
        relation="related",
    )


def evidence_of_what_corresponds(project: Project, cast: Cast) -> Any:
    a_crossref(project, cast)
    found = some_evidence(project, cast)
    link_evidence(actor=who(cast, "member"), checkpoint=make_checklist(project)[1], evidence=[found])
    return current_revision(found)


def a_sampling(project: Project, cast: Cast) -> Any:
    record = make_evidence(project=project, actor=who(cast, "member"), kind="record")
    day = project.today()
    population = Population("Changes closed", day, day, size=9)
    return draw_sample(actor=who(cast, "member"), evidence=record, population=population, size=3)


def a_large_upload(project: Project, cast: Cast) -> Any:
    """Nobody but who began it goes on with it: everybody else finds nothing there."""
    return make_large_upload(project=project, actor=who(cast, "member"))


def a_step(project: Project, cast: Cast) -> Any:
    return set_steps(actor=who(cast, "manager"), task=a_task(project, cast), names=["Draft"])[0]


def a_proof(project: Project, cast: Cast) -> Any:
    evidence = make_evidence(project=project, actor=who(cast, "member"))
    return name_proof(actor=who(cast, "manager"), task=a_task(project, cast), evidence=evidence)


def a_working_calendar(project: Project, cast: Cast) -> Any:
    return save_calendar(
        actor=who(cast, "manager"), project=project, name=f"Week {uuid4()}", week=[((480, 1020),)] * 7
    )


def a_link(project: Project, cast: Cast) -> Any:
    first, second = a_task(project, cast), a_task(project, cast)
    return link_tasks(actor=who(cast, "manager"), predecessor=first, successor=second)


def a_milestone(project: Project, cast: Cast) -> Any:
    due_on = project.today() + timedelta(days=30)
    return add_milestone(actor=who(cast, "manager"), project=project, name="Policy in force", due_on=due_on)


def a_milestone_asked_about(project: Project, cast: Cast) -> Any:
    milestone = a_milestone(project, cast)
    due_on = project.today() + timedelta(days=7)
    asked_of = who(cast, "sponsor")
    request_milestone_signoff(
        actor=who(cast, "manager"), milestone=milestone, asked_of=asked_of, due_on=due_on
    )
    return milestone


def a_change(project: Project, cast: Cast) -> Any:
    actor = who(cast, "manager")
    number = ChangeRequest.objects.of(project).count() + 1
    change = ChangeRequest(project=project, number=number, title="A week", reason="Longer", raised_by=actor)
    return change.save_because("raised", by=actor)


def an_exception(project: Project, cast: Cast) -> Any:
    number = ExceptionReport.objects.of(project).count() + 1
    report = ExceptionReport(
        project=project, number=number, aspect="scope", limit=1, measured=2, raised_at=clock.now(), cause="x"
    )
    held = ExceptionReport.objects.of(project).first()
    if held is not None and SignOffRequest.objects.about(held).waiting().exists():
        held.delete_because("asked about", by=who(cast, "manager"))
        held = None
    return held or report.save_because("raised", by=who(cast, "manager"))


def asked_about(subject: Any, cast: Cast) -> Any:
    project = subject.project
    request_signoff(
        actor=who(cast, "manager"),
        project=project,
        subject=subject,
        title="To decide",
        meaning="I have decided.",
        content={"title": "To decide", "statement": "All of it"},
        asked_of=who(cast, "sponsor"),
        due_on=project.today() + timedelta(days=7),
    )
    return subject


def a_deliverable(project: Project, cast: Cast) -> Any:
    return add_deliverable(actor=who(cast, "manager"), project=project, name="Service management policy")


def a_request(project: Project, cast: Cast) -> SignOffRequest:
    """The one that waits: the same thing cannot be asked of the same person twice at once."""
    waiting = SignOffRequest.objects.of(project).filter(state=State.WAITING).first()
    return waiting or request_signoff(
        actor=who(cast, "manager"),
        project=project,
        subject=project,
        title="Scope of the system",
        meaning="The scope is right.",
        content={"title": "Scope of the system", "statement": "Hosting for the region"},
        asked_of=who(cast, "sponsor"),
        due_on=project.today() + timedelta(days=7),
    )


def a_delegation(project: Project, cast: Cast) -> Delegation:
    running = Delegation.objects.of(project).not_over().first()
    return running or delegate_signoffs(
        actor=who(cast, "sponsor"),
        project=project,
        delegate=who(cast, "member"),
        starts_on=project.today(),
        ends_on=project.today() + timedelta(days=7),
        reason="On leave",
    )


def a_rule(project: Project, cast: Cast) -> ReminderRule:
    open_rules(actor=who(cast, "manager"), project=project)
    rule = ReminderRule.objects.of(project).first()
    assert isinstance(rule, ReminderRule)
    return rule


def a_message(project: Project, cast: Cast) -> Any:
    return make_notification(who(cast, "member"), project=project)


def an_objective(project: Project, cast: Cast) -> Any:
    return set_objective(
        actor=who(cast, "manager"),
        project=project,
        title="Fewer major incidents",
        measure="major incidents in a quarter",
        target="2",
        due_on=project.target_on,
    )


def a_role_to_end(project: Project, cast: Cast) -> Any:
    return give_role(project, make_user(), Role.VIEWER)


def a_session(project: Project, cast: Cast) -> Any:
    course = make_course(project)
    return plan_session(actor=who(cast, "manager"), course=course, starts_at=clock.now())


def a_campaign(project: Project, cast: Cast) -> Any:
    facts = {"title": "The policy", "message": "It holds for all.", "ends_on": project.today()}
    return awareness.begin_campaign(actor=who(cast, "manager"), project=project, **facts)


def a_check(project: Project, cast: Cast) -> Any:
    return give_course_check(actor=who(cast, "manager"), course=make_course(project))


def a_question(project: Project, cast: Cast) -> Any:
    facts = {"text": "Who owns it?", "options": ["Nobody", "The owner"], "right": 2}
    return add_question(actor=who(cast, "manager"), short_check=a_check(project, cast), **facts)


def a_campaign_with_check(project: Project, cast: Cast) -> Any:
    campaign = a_campaign(project, cast)
    awareness.give_campaign_check(actor=who(cast, "manager"), campaign=campaign)
    return campaign


def an_ambassador(project: Project, cast: Cast) -> Any:
    of = {"organization": project.organization}
    facts = {"department": make_department(**of), "person": make_person(**of)}
    return awareness.nominate(actor=who(cast, "manager"), project=project, **facts)


def a_concern(project: Project, _: Cast) -> Any:
    return awareness.raise_anonymously(project=project, topic="Tools", text="Too many")[0]


def a_misconception(project: Project, cast: Cast) -> Any:
    facts = {"said": "Only IT", "right": "All", "review_on": project.today() + timedelta(days=90)}
    return awareness.note_misconception(actor=who(cast, "manager"), project=project, **facts)


def a_news_item(project: Project, cast: Cast) -> Any:
    facts = {"title": "Reached", "text": "Thank you all."}
    draft = awareness.draft_news(actor=who(cast, "manager"), project=project, **facts)
    return awareness.publish_news(actor=who(cast, "manager"), news=draft, version=draft.version, **facts)


def a_failing_address() -> Any:
    facts = {"cause": "550 no such user", "reported_at": clock.now()}
    return FailingAddress.objects.get_or_create(address="gone@example.org", defaults=facts)[0]


def a_case(project: Project, cast: Cast) -> Any:
    facts = {"need": "Tenders", "currency": "EUR", "rate": Decimal(8), "months": 36}
    there = BusinessCase.objects.of(project).first()
    return there or governance.begin_case(actor=who(cast, "manager"), project=project, **facts)


def a_case_option(project: Project, cast: Cast) -> Any:
    rows = CaseOption.objects.select_related("case", "project")
    return rows.get(case=a_case(project, cast), kind="full")


def a_sum(project: Project, cast: Cast) -> Any:
    facts = {"direction": "cost", "name": "Audit", "amount": Decimal(9), "rhythm": "once"}
    return governance.add_line(actor=who(cast, "manager"), option=a_case_option(project, cast), **facts)


def an_assumption(project: Project, cast: Cast) -> Any:
    facts = {"text": "Prices hold", "sureness": "known"}
    return governance.add_assumption(actor=who(cast, "manager"), case=a_case(project, cast), **facts)


def a_benefit(project: Project, cast: Cast) -> Any:
    today = project.today()
    facts = {"title": f"Benefit {uuid4()}", "kind": "quality", "measure": "a count", "baseline": Decimal(1)}
    facts |= {"target": Decimal(2), "starts_on": today, "due_on": today + timedelta(days=90)}
    return governance.add_benefit(actor=who(cast, "manager"), project=project, **facts)


def a_goal(project: Project, cast: Cast) -> Any:
    title = f"Goal {uuid4()}"
    return governance.add_goal(actor=who(cast, "manager"), project=project, title=title)


def a_decision_asked(project: Project, cast: Cast) -> Any:
    facts = {"question": "Sites?", "options": "One\nTwo", "due_on": project.today()}
    decider = make_person(organization=project.organization)
    return governance.ask_decision(actor=who(cast, "manager"), project=project, decider=decider, **facts)


def a_commitment(project: Project, cast: Cast) -> Any:
    facts = {"kind": "message", "text": "Speak to all", "due_on": project.today()}
    person = make_person(organization=project.organization)
    return governance.commit(actor=who(cast, "manager"), project=project, person=person, **facts)


def an_obstacle(project: Project, cast: Cast) -> Any:
    facts = {"title": "No room", "effect": "Late", "due_on": project.today()}
    owner = make_person(organization=project.organization)
    return governance.raise_obstacle(actor=who(cast, "manager"), project=project, owner=owner, **facts)


def a_gate_review(project: Project, cast: Cast) -> Any:
    facts = {"held_on": project.today(), "deliverables": True, "case": False, "ready_percent": 0}
    people = [make_person(organization=project.organization)]
    return reviews.plan_gate(
        actor=who(cast, "manager"),
        project=project,
        milestone=a_milestone(project, cast),
        attendees=people,
        training_percent=0,
        lessons_asked=False,
        risks_asked=False,
        **facts,
    )


def a_project_review(project: Project, cast: Cast) -> Any:
    return reviews.plan_reviews(
        actor=who(cast, "manager"),
        project=project,
        title="Weekly look",
        rhythm="once",
        starts_on=project.today(),
        chair=make_person(organization=project.organization),
    ).reviews.get()


def a_deviation(project: Project, cast: Cast) -> Any:
    return reviews.raise_deviation(
        actor=who(cast, "sponsor"),
        project=project,
        title="Two weeks late",
        cause="The tool came late",
        correction="Test in parallel",
        owner=make_person(organization=project.organization),
        due_on=project.today(),
    )


def a_risk(project: Project, cast: Cast) -> Any:
    facts = Facts(
        title="The supplier tests late",
        category="supplier",
        owner=make_person(organization=project.organization),
        review_on=project.today(),
        likelihood=4,
        impact=4,
    )
    return raid.raise_item(actor=who(cast, "manager"), project=project, kind="risk", facts=facts)


def a_closed_risk(project: Project, cast: Cast) -> Any:
    return raid.close_item(actor=who(cast, "manager"), item=a_risk(project, cast), reason="Over")


def a_response(project: Project, cast: Cast) -> Any:
    item = a_risk(project, cast)
    plan = Plan(strategy="accept", text="We live with it", owner=item.owner)
    return raid.plan_response(actor=who(cast, "manager"), item=item, plan=plan)


def a_lesson(project: Project, cast: Cast) -> Any:
    facts = {"title": "Ask the supplier early", "advice": "In the first week", "kind": "otherwise"}
    return reviews.write_lesson(actor=who(cast, "manager"), project=project, **facts)


def a_use_of_a_lesson(project: Project, cast: Cast) -> Any:
    lesson = a_lesson(project, cast)
    return reviews.use_lesson(actor=who(cast, "manager"), project=project, lesson=lesson, text="Asked")


def a_deviation_to_check(project: Project, cast: Cast) -> Any:
    row = a_deviation(project, cast)
    reviews.report_correction(actor=who(cast, "manager"), correction=row.corrections.get(), note="Tested")
    return row


def a_gate_review_asked(project: Project, cast: Cast) -> Any:
    review, due_on = a_gate_review(project, cast), project.today() + timedelta(days=7)
    reviews.ask_for_gate_decision(
        actor=who(cast, "manager"), review=review, asked_of=who(cast, "sponsor"), due_on=due_on
    )
    return review


def a_seat(project: Project, cast: Cast) -> Any:
    person = make_person(organization=project.organization)
    return enrol(actor=who(cast, "manager"), session=a_session(project, cast), people=[person])[0]


def a_need(project: Project, _: Cast) -> Any:
    return make_job_role(project, needs=[make_course(project)]).needs.get()


def an_assignment(project: Project, cast: Cast) -> Any:
    person = make_person(organization=project.organization)
    role = make_job_role(project)
    return assign_role(actor=who(cast, "manager"), job_role=role, people=[person])[0]


def some_evidence(project: Project, cast: Cast) -> Any:
    return make_evidence(project=project, actor=who(cast, "manager"))


def a_revision(project: Project, cast: Cast) -> Any:
    return current_revision(some_evidence(project, cast))


def a_document(project: Project) -> Any:
    clause = project.edition.clauses.get(number="4.1")
    values = {"name": "Issues", "kind": "record", "basis": "implied", "clause": clause}
    return project.edition.documented_information.get_or_create(code="DI-01", defaults=values)[0]


def a_webhook(project: Project, cast: Cast) -> Webhook:
    return Webhook(project=project, address=f"https://example.org/{uuid4()}", secret="s").save_because(
        "added", by=who(cast, "manager")
    )


def a_call(project: Project, cast: Cast) -> WebhookCall:
    moment = clock.now()
    return WebhookCall.objects.create(
        webhook=a_webhook(project, cast), run=uuid4(), body="{}", made_at=moment, not_before=moment
    )


def a_calendar(_: Project, cast: Cast) -> str:
    return path_of(open_feed(actor=who(cast, "member"))).removeprefix("/calendar/").removesuffix(".ics")


def a_round(project: Project, cast: Cast) -> AssessmentRound:
    known: AssessmentRound | None = AssessmentRound.objects.of(project).first()
    if known is not None:
        return known
    make_checklist(project)
    manager = cast["manager"]
    assert manager is not None
    return take_round(actor=manager, project=project, name="Gap", kind="gap", starts_on=project.today())


PROVIDERS: dict[str, Provider] = {
    "reminders:answer:token": lambda project, cast: token_of(a_message(project, cast)),
    "reminders:calendar:token": a_calendar,
    "reminders:webhook_state:pk": lambda *at: a_webhook(*at).pk,
    "reminders:webhook_removal:pk": lambda *at: a_webhook(*at).pk,
    "reminders:webhook_test:pk": lambda *at: a_webhook(*at).pk,
    "reminders:webhook_call_again:pk": lambda *at: a_call(*at).pk,
    "slug": lambda project, _: project.slug,
    "number": lambda *_: "4.1",
    "checklist:kind": lambda *_: "register",
    "checklist:code": lambda project, _: a_document(project).code,
    "checklist:round:pk": lambda *at: a_round(*at).pk,
    "checklist:round_aside:pk": lambda *at: a_round(*at).pk,
    "checklist:kept_removal:pk": lambda *at: a_kept_filter(*at).pk,
    "checklist:crossref_removal:crossref": lambda *at: a_crossref(*at).pk,
    "checklist:taking_over:revision": lambda *at: evidence_of_what_corresponds(*at).pk,
    "checklist:comment_withdrawal:pk": lambda *at: a_remark(*at).pk,
    "dashboard:checkpoint_way:pk": lambda project, _: make_checklist(project)[0].pk,
    "checklist:pk": lambda project, _: make_checklist(project)[0].pk,
    "checklist:evidence": lambda *at: some_evidence(*at).pk,
    "evidence:large_upload:pk": lambda *at: a_large_upload(*at).pk,
    "evidence:inside:pk": lambda *at: several_files(*at).pk,
    "evidence:inside:place": lambda *_: 1,
    "evidence:sampling:pk": lambda *at: a_sampling(*at).pk,
    "evidence:results:pk": lambda *at: a_sampling(*at).pk,
    "evidence:part:pk": lambda *at: several_files(*at).pk,
    "evidence:part:place": lambda *_: 1,
    "evidence:pk": lambda *at: some_evidence(*at).pk,
    "evidence:verdict:pk": lambda *at: a_revision(*at).pk,
    "evidence:file:pk": lambda *at: a_revision(*at).pk,
    "evidence:preview:pk": lambda *at: a_revision(*at).pk,
    "notifications:bounce_clearing:pk": lambda *_: a_failing_address().pk,
    "notifications:pk": lambda _, cast: make_notification(who(cast, "manager")).pk,
    "plan:pk": lambda *at: a_task(*at).pk,
    "plan:step_tick:pk": lambda *at: a_step(*at).pk,
    "plan:proof_removal:pk": lambda *at: a_proof(*at).pk,
    "plan:series:pk": lambda project, _cast: make_series(project).pk,
    "plan:series_ending:pk": lambda project, _cast: make_series(project).pk,
    "plan:calendar_removal:pk": lambda *at: a_working_calendar(*at).pk,
    "plan:calendar:pk": lambda *at: a_working_calendar(*at).pk,
    "plan:person_time:pk": lambda project, _cast: make_person(organization=project.organization).pk,
    "plan:person_load:pk": lambda *at: somebody_with_work(*at).pk,
    "plan:link_removal:pk": lambda *at: a_link(*at).pk,
    "plan:kept_view_removal:pk": lambda *at: a_kept_view(*at).pk,
    "plan:comment_withdrawal:pk": lambda *at: a_comment(*at).pk,
    "plan:plan_export:kind": lambda *_: "mspdi",
    "plan:selection_change:kind": lambda *_: "copy",
    "plan:selection_taking_back:pk": lambda *at: a_change_of_several(*at).pk,
    "plan:milestone:pk": lambda *at: a_milestone(*at).pk,
    "plan:milestone_decision:pk": lambda *at: a_milestone_asked_about(*at).pk,
    "plan:milestone_passing:pk": lambda *at: a_milestone(*at).pk,
    "plan:milestone_signoff_request:pk": lambda *at: a_milestone(*at).pk,
    "plan:change:pk": lambda *at: a_change(*at).pk,
    "plan:change_item:pk": lambda *at: a_change(*at).pk,
    "plan:change_item_removal:pk": lambda *at: a_change(*at).pk,
    "plan:change_signoff_request:pk": lambda *at: a_change(*at).pk,
    "plan:change_decision:pk": lambda *at: asked_about(a_change(*at), at[1]).pk,
    "plan:change_application:pk": lambda *at: a_change(*at).pk,
    "plan:change_withdrawal:pk": lambda *at: a_change(*at).pk,
    "progress:pk": lambda *at: an_exception(*at).pk,
    "progress:earning_step:pk": lambda *at: a_task(*at).pk,
    "progress:exception_decision:pk": lambda *at: asked_about(an_exception(*at), at[1]).pk,
    "plan:deliverable_submission:pk": lambda *at: a_deliverable(*at).pk,
    "plan:deliverable_acceptance:pk": lambda *at: a_deliverable(*at).pk,
    "plan:deliverable_return:pk": lambda *at: a_deliverable(*at).pk,
    "people:pk": lambda project, _: project.organization_id,
    "people:person:pk": lambda project, _: make_person(organization=project.organization).pk,
    "people:department:pk": lambda project, _: make_department(organization=project.organization).pk,
    "people:leaving:pk": lambda project, _: make_person(organization=project.organization).pk,
    "people:staff_run:pk": lambda project, _: make_staff_run(organization=project.organization).pk,
    "projects:staff_run:pk": lambda project, _: make_staff_run(organization=project.organization).pk,
    "projects:login:pk": lambda *_: make_user().pk,
    "projects:login_invitation:pk": lambda *_: make_user().pk,
    "projects:login_closing:pk": lambda *_: make_user().pk,
    "projects:staff_person:pk": lambda project, _: make_person(organization=project.organization).pk,
    "projects:staff_department:pk": lambda project, _: make_department(organization=project.organization).pk,
    "people:invitation:code": lambda *_: "nothing",
    "projects:objective:pk": lambda *at: an_objective(*at).pk,
    "projects:objective_value:pk": lambda *at: an_objective(*at).pk,
    "projects:objective_closing:pk": lambda *at: an_objective(*at).pk,
    "projects:objective_reopening:pk": lambda *at: an_objective(*at).pk,
    "projects:objective_removal:pk": lambda *at: an_objective(*at).pk,
    "projects:membership:pk": lambda *at: a_role_to_end(*at).pk,
    "projects:invitation:pk": lambda *at: a_role_to_end(*at).pk,
    "projects:role_end:pk": lambda *at: a_role_to_end(*at).pk,
    "reminders:rule_change:pk": lambda *at: a_rule(*at).pk,
    "reminders:send_again:pk": lambda *at: a_message(*at).pk,
    "signoffs:delegation_end:pk": lambda *at: a_delegation(*at).pk,
    "signoffs:pk": lambda *at: a_request(*at).pk,
    "reporting:pk": lambda project, cast: make_report_row(project, cast["manager"]).pk,
    "reporting:pack:pk": lambda project, cast: make_pack_row(project, cast["manager"]).pk,
    "reporting:pack_bag:pk": lambda project, cast: make_pack_row(project, cast["manager"]).pk,
    "reporting:pack_signed:pk": lambda project, cast: make_pack_row(project, cast["manager"]).pk,
    "reporting:pack_file:pk": lambda project, cast: make_pack_row(project, cast["manager"]).pk,
    "reporting:pack_retry:pk": lambda project, cast: make_pack_row(project, cast["manager"]).pk,
    "reporting:schedule:pk": lambda project, cast: make_schedule(project, cast["manager"]).pk,
    "reporting:schedule_change:pk": lambda project, cast: make_schedule(project, cast["manager"]).pk,
    "reporting:schedule_ending:pk": lambda project, cast: make_schedule(project, cast["manager"]).pk,
    "reporting:schedule_pausing:pk": lambda project, cast: make_schedule(project, cast["manager"]).pk,
    "reporting:schedule_resuming:pk": lambda project, cast: make_schedule(project, cast["manager"]).pk,
    "awareness:pk": lambda *at: a_campaign(*at).pk,
    "awareness:reading:token": lambda *_: "nothing",
    "awareness:ambassador_state:pk": lambda *at: an_ambassador(*at).pk,
    "awareness:answer:pk": lambda *at: a_concern(*at).pk,
    "awareness:news:pk": lambda *at: a_news_item(*at).pk,
    "awareness:news_dropping:pk": lambda *at: a_news_item(*at).pk,
    "awareness:pair_answer:pk": lambda project, _cast: make_pair(project).pk,
    "awareness:tip_article:pk": lambda project, _cast: make_tip(project).pk,
    "awareness:tip_dropping:pk": lambda project, _cast: make_tip(project).pk,
    "awareness:tip_help:pk": lambda project, _cast: make_tip(project).pk,
    **{
        f"awareness:{name}:pk": lambda project, _cast: make_peer_session(project).pk
        for name in (
            "peer_session",
            "peer_calendar",
            "peer_seat",
            "peer_attendance",
            "peer_feedback",
            "peer_cancelling",
        )
    },
    "awareness:question_met:pk": lambda *at: a_misconception(*at).pk,
    "governance:pk": lambda *at: a_case_option(*at).pk,
    "governance:benefit:pk": lambda *at: a_benefit(*at).pk,
    "governance:benefit_removal:pk": lambda *at: a_benefit(*at).pk,
    "governance:measurement:pk": lambda *at: a_benefit(*at).pk,
    "governance:goal_removal:pk": lambda *at: a_goal(*at).pk,
    "governance:decision_taking:pk": lambda *at: a_decision_asked(*at).pk,
    "governance:decision_withdrawal:pk": lambda *at: a_decision_asked(*at).pk,
    "governance:commitment_closing:pk": lambda *at: a_commitment(*at).pk,
    "governance:obstacle_raising:pk": lambda *at: an_obstacle(*at).pk,
    "governance:obstacle_removal:pk": lambda *at: an_obstacle(*at).pk,
    "reviews:deviation:pk": lambda *at: a_deviation(*at).pk,
    "reviews:deviation_cause:pk": lambda *at: a_deviation(*at).pk,
    "reviews:correction_change:pk": lambda *at: a_deviation(*at).pk,
    "reviews:correction_done:pk": lambda *at: a_deviation(*at).pk,
    "reviews:correction_check:pk": lambda *at: a_deviation_to_check(*at).pk,
    "raid:item:pk": lambda *at: a_risk(*at).pk,
    "raid:item_facts:pk": lambda *at: a_risk(*at).pk,
    "raid:item_look:pk": lambda *at: a_risk(*at).pk,
    "raid:item_become:pk": lambda *at: a_risk(*at).pk,
    "raid:item_closing:pk": lambda *at: a_risk(*at).pk,
    "raid:item_opening:pk": lambda *at: a_closed_risk(*at).pk,
    "raid:response_add:pk": lambda *at: a_risk(*at).pk,
    "raid:response_done:pk": lambda *at: a_response(*at).pk,
    "raid:response_dropping:pk": lambda *at: a_response(*at).pk,
    "reviews:lesson:pk": lambda *at: a_lesson(*at).pk,
    "reviews:lesson_words:pk": lambda *at: a_lesson(*at).pk,
    "reviews:lesson_use:pk": lambda *at: a_lesson(*at).pk,
    "reviews:lesson_aside:pk": lambda *at: a_lesson(*at).pk,
    "reviews:lesson_use_back:pk": lambda *at: a_use_of_a_lesson(*at).pk,
    "reviews:review:pk": lambda *at: a_project_review(*at).pk,
    "reviews:review_result:pk": lambda *at: a_project_review(*at).pk,
    "reviews:review_moving:pk": lambda *at: a_project_review(*at).pk,
    "reviews:review_calling_off:pk": lambda *at: a_project_review(*at).pk,
    "reviews:series_edit:pk": lambda *at: a_project_review(*at).series_id,
    "reviews:pk": lambda *at: a_gate_review(*at).pk,
    "reviews:gate_decision:pk": lambda *at: a_gate_review_asked(*at).pk,
    "governance:line_removal:pk": lambda *at: a_sum(*at).pk,
    "governance:assumption_removal:pk": lambda *at: an_assumption(*at).pk,
    "training:pk": lambda *at: a_session(*at).pk,
    "training:person:pk": lambda project, _: make_person(organization=project.organization).pk,
    "training:result:pk": lambda project, _: make_person(organization=project.organization).pk,
    "training:judgement:pk": lambda project, _: make_person(organization=project.organization).pk,
    "training:department:pk": lambda project, _: make_department(organization=project.organization).pk,
    "training:seat_end:pk": lambda *at: a_seat(*at).pk,
    "training:check_in:code": lambda *at: a_session(*at).code,
    "training:job_role:pk": lambda project, _: make_job_role(project).pk,
    "training:role_sheet:pk": lambda project, _: make_job_role(project).pk,
    "training:sheet_read:pk": lambda project, _: make_job_role(project).pk,
    "training:job_role_end:pk": lambda project, _: make_job_role(project).pk,
    "training:assignment_end:pk": lambda *at: an_assignment(*at).pk,
    "training:check:pk": lambda *at: a_check(*at).course.pk,
    "training:check_new:pk": lambda project, _: make_course(project).pk,
    "training:check_links:pk": lambda project, _: make_course(project).pk,
    "training:check_door:token": lambda *_: "nothing",
    "checks:pk": lambda *at: a_check(*at).pk,
    "checks:question_end:pk": lambda *at: a_question(*at).pk,
    "awareness:check:pk": lambda *at: a_campaign_with_check(*at).pk,
    "awareness:check_door:token": lambda *_: "nothing",
    "training:course_edit:pk": lambda project, _: make_course(project).pk,
    "training:need_end:pk": lambda *at: a_need(*at).pk,
    # Third-party pages: a key that opens nothing, an authenticator that nobody has.
    "account_confirm_email:key": lambda *_: "nothing",
    "account_reset_password_from_key:key": lambda *_: "nothing",
    "account_reset_password_from_key:uidb36": lambda *_: "0",
    "mfa_edit_webauthn:pk": lambda *_: 0,
    "mfa_remove_webauthn:pk": lambda *_: 0,
}
