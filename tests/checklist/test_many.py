"""The list of all checkpoints is narrowed by its address, and many are assigned at once."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from tests.factories.checklist import make_checklist
from tests.factories.evidence import make_upload
from tests.factories.people import make_person
from tracker.checklist.actions import assess_checkpoint, assign_checkpoints
from tracker.checklist.models import Checkpoint
from tracker.checklist.queries import checklist_rows
from tracker.checklist.views.sieve import sieve_of
from tracker.evidence.actions import Validity
from tracker.history.models import Activity
from tracker.people.models import User
from tracker.projects.models import Project


def test_the_address_says_what_is_shown(project: Project, manager: User, member: User) -> None:
    rows = make_checklist(project)
    me = make_person(organization=project.organization)
    member.person = me
    member.save()
    old = Validity(effective_from=project.today() - timedelta(days=200))
    fresh = Validity(effective_from=project.today() - timedelta(days=20))
    assess_checkpoint(
        actor=member, checkpoint=rows[0], state="not_met", uploads=[make_upload()], validity=old
    )
    assess_checkpoint(
        actor=member, checkpoint=rows[1], state="not_met", uploads=[make_upload()], validity=fresh
    )
    assess_checkpoint(actor=member, checkpoint=rows[2], state="met", uploads=[make_upload()], validity=old)
    assign_checkpoints(actor=manager, project=project, checkpoints=rows[:3], owner=me, target_on=None)

    def shown(**said: str) -> list[int]:
        sieve = sieve_of(said)
        kept = [row.id for row in checklist_rows(project) if sieve.keeps(row, member, project.today())]
        return [place for place, row in enumerate(rows) if row.pk in kept]

    assert shown(who="mine", state="not_met", older="6") == [0]
    assert shown(who="mine", older="6") == [0, 2]
    assert shown(who="mine") == [0, 1, 2]
    assert shown(who="nobody") == list(range(3, len(rows)))
    assert shown(state="waiting") == [2]
    assert shown(older="7") == []
    number = rows[0].requirement.clause.number
    assert set(shown(clause=number)) == {
        p for p, row in enumerate(rows) if row.requirement.clause.number == number
    }
    everything = list(range(len(rows)))
    assert shown(who="x", state="green", older="-1") == shown(older="soon") == everything


def test_many_get_an_owner_or_a_date_and_keep_the_other(
    project: Project, manager: User, django_assert_max_num_queries: Any
) -> None:
    rows = make_checklist(project)
    first, second = (make_person(organization=project.organization) for _each in range(2))
    day = project.today() + timedelta(days=9)
    client = Client()
    client.force_login(manager)
    address = reverse("checklist:assigning", args=[project.slug])
    chosen = [str(row.pk) for row in rows[:2]]
    answer = client.post(address, {"checkpoint": chosen, "owner": str(first.pk)})
    assert answer.status_code == 302
    client.post(
        f"{address}?who=nobody", {"every": "on", "owner": str(second.pk), "target_on": day.isoformat()}
    )
    client.post(address, {"checkpoint": chosen[:1], "target_on": day.isoformat()})
    owners = list(Checkpoint.objects.of(project).in_order().values_list("owner_id", "target_on"))
    assert owners == [(first.pk, day), (first.pk, None), *[(second.pk, day)] * (len(rows) - 2)]
    entry = Activity.objects.filter(subject_id=chosen[0]).order_by("-position").first()
    assert entry is not None
    assert (entry.before["target_on"], entry.after["target_on"]) == (None, day.isoformat())
    assert rows[0].history.count() == Checkpoint.objects.get(pk=rows[0].pk).version == 3
    html = client.get(f"{reverse('checklist:all', args=[project.slug])}?who=nobody").content.decode()
    assert "No checkpoint fits" in html


@pytest.mark.parametrize(
    "given",
    [
        {},
        {"nobody": "on"},
        {"checkpoint": "x", "nobody": "on"},
        {"every": "on"},
        {"every": "on", "owner": "x"},
    ],
)
def test_what_says_too_little_is_refused_and_changes_nothing(
    project: Project, manager: User, given: dict[str, str]
) -> None:
    rows = make_checklist(project)
    client = Client()
    client.force_login(manager)
    assert client.post(reverse("checklist:assigning", args=[project.slug]), given).status_code == 422
    assert Checkpoint.objects.filter(version__gt=rows[0].version).count() == 0
