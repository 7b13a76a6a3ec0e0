"""Ambassadors, questions, and concerns: also such as nobody can be found behind."""

import logging
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.apps import apps
from django.contrib.sessions.models import Session
from django.db import connection
from django.urls import reverse

from tests.factories.people import make_department, make_person
from tracker.awareness import actions, queries
from tracker.awareness.models import Ambassador, Concern, Misconception
from tracker.core import clock
from tracker.core.errors import NotPermitted, RuleBroken
from tracker.history.models import Activity

ROOT = Path(__file__).resolve().parents[2]
MOMENT = datetime(2026, 11, 17, 13, 37, 42, 123457, tzinfo=UTC)


def at(name, project, *more):
    return reverse(f"awareness:{name}", args=[project.slug, *more])


def every_row():
    """The whole database as text, table by table."""
    found = {}
    with connection.cursor() as cursor:
        for model in apps.get_models(include_auto_created=True):
            cursor.execute(f'SELECT * FROM "{model._meta.db_table}"')
            found[model._meta.label] = sorted(repr(row) for row in cursor.fetchall())
    return found


def test_nothing_leads_from_an_anonymous_concern_to_who_raised_it(client, project, viewer, capfd, caplog):
    client.force_login(viewer)
    client.get(at("concern_list", project))
    sent = {"topic": "Night shifts", "text": "Nobody asked us", "anonymous": "on"}
    before, sessions = every_row(), list(Session.objects.values())
    with clock.at(MOMENT), caplog.at_level(logging.INFO):
        caplog.clear()
        capfd.readouterr()
        page = client.post(
            at("concern_list", project), sent, REMOTE_ADDR="203.0.113.77", HTTP_USER_AGENT="Telltale/1.0"
        )
    code = re.findall(r"([0-9a-f]{4}(?:-[0-9a-f]{4}){4})", page.content.decode())[0]
    after = every_row()
    changed = {name for name in after if after[name] != before[name]}
    assert changed == {"awareness.Concern", "awareness.HistoricalConcern"}
    new = "".join(row for name in changed for row in after[name])
    for trace in (str(viewer.pk), viewer.pk.hex, viewer.email, viewer.name, "203.0.113.77", "Telltale", code):
        assert trace not in new
    assert "13:37" not in new
    assert "13, 37" not in new
    assert list(Session.objects.values()) == sessions
    assert "messages" not in page.cookies
    assert set(page.cookies) <= {"iso20k_csrf"}
    told = caplog.text + "".join(capfd.readouterr())
    assert "concerns" not in told
    assert "203.0.113.77" not in told
    row = Concern.objects.get()
    assert (row.raised_by, row.raised_on) == (None, MOMENT.date())
    assert row.created_at == row.changed_at == datetime(2026, 11, 17, tzinfo=UTC)
    assert row.history.get().history_date == row.created_at
    assert not Activity.objects.filter(subject_type="awareness.concern").exists()
    assert "no-store" in page["Cache-Control"]


def test_the_probe_sees_a_concern_that_tells(client, project, viewer):
    """The same search over a concern under one's own name finds who and when."""
    client.force_login(viewer)
    before = every_row()
    with clock.at(MOMENT):
        client.post(at("concern_list", project), {"topic": "Tools", "text": "Too many"})
    after = every_row()
    new = "".join(row for name in after if after[name] != before[name] for row in after[name])
    assert viewer.pk.hex in new or str(viewer.pk) in new
    assert "13, 37" in new or "13:37" in new


def test_the_web_server_writes_no_access_log():
    text = (ROOT / "iso20k/supervise/web.py").read_text(encoding="utf-8")
    assert not re.search(r"^(accesslog|access_log)", text, re.M)
    assert "--access-log" not in (ROOT / "iso20k/supervise/__main__.py").read_text(encoding="utf-8")


def test_the_code_fetches_the_answer_and_says_whether_it_helped(client, project, manager, viewer):
    concern, code = actions.raise_anonymously(project=project, topic="Shifts", text="Why?")
    client.force_login(viewer)
    page = at("claim", project)
    assert client.post(page, {"code": "0000"}).status_code == 422
    assert "There is no answer yet" in client.post(page, {"code": code}).content.decode()
    with pytest.raises(NotPermitted):
        actions.answer_concern(actor=viewer, concern=concern, text="x")
    client.force_login(manager)
    client.post(at("answer", project, concern.pk), {"text": "We plan them with you."})
    client.force_login(viewer)
    assert "We plan them with you." in client.post(page, {"code": f" {code.upper()} "}).content.decode()
    with clock.at(clock.now() + timedelta(days=1, hours=3)):
        client.post(page, {"code": code, "helped": "yes"})
    concern.refresh_from_db()
    assert concern.helped is True
    assert {row.history_date.time().isoformat() for row in concern.history.all()} == {"00:00:00"}


def test_who_answers_sees_all_and_others_only_their_own(client, project, manager, viewer):
    actions.raise_concern(actor=manager, project=project, topic="Mine", text="x")
    actions.raise_concern(actor=viewer, project=project, topic="Theirs", text="x")
    client.force_login(viewer)
    page = client.get(at("concern_list", project)).content.decode()
    assert "Theirs" in page
    assert "Mine</b>" not in page
    client.force_login(manager)
    assert client.get(at("concern_list", project)).content.decode().count("0 days old") == 2
    theirs = Concern.objects.get(topic="Theirs")
    with pytest.raises(RuleBroken, match="no answer yet"):
        actions.say_whether_it_helped(actor=viewer, concern=theirs, helped=True)


def test_an_ambassador_is_asked_accepts_and_is_replaced(client, project, manager, member):
    desk = make_department(organization=project.organization)
    person = make_person(organization=project.organization, department=desk)
    client.force_login(manager)
    assert desk.name in client.get(at("home", project)).content.decode()
    sent = {"department": desk.pk, "person": person.pk}
    assert client.post(at("ambassador_list", project), sent).status_code == 302
    assert client.post(at("ambassador_list", project), sent).status_code == 422
    row = Ambassador.objects.get()
    with pytest.raises(RuleBroken, match="not open"):
        actions.move_ambassador(actor=manager, ambassador=row, state="active")
    member.person = person
    member.save()
    row = Ambassador.objects.get()
    with pytest.raises(RuleBroken, match="accepts in person"):
        actions.move_ambassador(actor=manager, ambassador=row, state="accepted")
    actions.move_ambassador(actor=member, ambassador=row, state="accepted")
    client.post(at("ambassador_state", project, row.pk), {"state": "active"})
    assert [found.ambassadors for found in queries.by_department(project)] == [1]
    client.post(at("ambassador_state", project, row.pk), {"state": "ended"})
    assert Ambassador.objects.get().state == "active"
    client.post(at("ambassador_state", project, row.pk), {"state": "ended", "reason": "new job"})
    assert queries.ambassadors(project) == []
    assert client.post(at("ambassador_list", project), sent).status_code == 302


def test_a_misconception_stands_beside_what_is_right(client, project, manager, viewer):
    client.force_login(manager)
    clause = project.edition.clauses.get(number="4.1")
    soon = project.today() + timedelta(days=90)
    sent = {"said": "Only for IT", "right": "For all who serve", "clause": clause.pk, "review_on": soon}
    assert (
        client.post(at("question_list", project), {**sent, "review_on": project.today()}).status_code == 422
    )
    assert client.post(at("question_list", project), sent).status_code == 302
    row = Misconception.objects.get()
    client.force_login(viewer)
    assert client.post(at("question_list", project), sent).status_code == 403
    client.post(at("question_met", project, row.pk))
    row.refresh_from_db()
    assert row.met == 2
    assert "met 2 times" in client.get(at("question_list", project)).content.decode()
