"""The chained log: each entry follows the one before, names stand beside it, nobody bends it."""

import uuid
from datetime import UTC, datetime, timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, InternalError, ProgrammingError, connection, transaction

from tracker.core import clock
from tracker.history import guard
from tracker.history.actions import erase_names, record, sign_heads
from tracker.history.models import Activity, ActivityLabel, ChainHead, SignedHead
from tracker.history.queries import verify_log
from tracker.people.actions import create_organization
from tracker.people.models import Organization, User

REFUSED = (IntegrityError, InternalError, ProgrammingError)


@pytest.fixture
def system(db):
    return User.objects.system()


@pytest.fixture
def organization(system):
    return create_organization(actor=system, name="Hafen Data")


def write(system, organization, times=3):
    for turn in range(times):
        with transaction.atomic():
            record(
                system,
                "test.turned",
                organization,
                before={"turn": turn},
                after={"turn": turn + 1},
                reason="so",
            )


def test_entries_follow_each_other_in_their_chain(system, organization):
    write(system, organization)
    entries = list(Activity.objects.order_by("position"))
    assert [entry.position for entry in entries] == [1, 2, 3, 4]
    assert [entry.previous_digest for entry in entries[1:]] == [entry.digest for entry in entries[:-1]]
    assert ChainHead.objects.get(pk="site").digest == entries[-1].digest
    report = verify_log()
    assert report.whole, report.problems
    assert (report.entries, report.chains) == (4, 1)


def test_a_project_has_a_chain_of_its_own(system, organization):
    project = uuid.uuid4()
    with transaction.atomic():
        entry = record(system, "test.turned", organization, project_id=project)
    assert (entry.chain, entry.position) == (str(project), 1)
    assert verify_log().chains == 2


def test_names_stand_beside_the_chain_and_not_in_it(system, organization):
    entry = Activity.objects.get()
    assert "Hafen" not in str(Activity.objects.values().get())
    assert entry.label.words["subject"] == "Hafen Data"


def test_erased_names_leave_the_chain_whole(system, organization):
    write(system, organization)
    assert erase_names(system, about=system.pk) == 4
    assert ActivityLabel.objects.exclude(words={}).count() == 0
    report = verify_log()
    assert report.whole, report.problems
    assert report.erased == 4


@pytest.mark.django_db(transaction=True)
def test_recording_outside_a_transaction_is_refused():
    system = User.objects.system()
    organization = create_organization(actor=system, name="Hafen Data")
    with pytest.raises(transaction.TransactionManagementError):
        record(system, "test.turned", organization)


def test_a_chain_never_goes_back_in_time(system, organization):
    later = Activity.objects.get().at
    with clock.at(later - timedelta(days=3)), transaction.atomic():
        entry = record(system, "test.turned", organization)
    assert entry.at == later


@pytest.mark.parametrize("change", ["update", "delete"])
def test_the_database_refuses_to_change_an_entry(system, organization, change):
    rows = Activity.objects.filter(pk=Activity.objects.get().pk)
    with pytest.raises(REFUSED), transaction.atomic():
        rows.update(verb="test.other") if change == "update" else rows._raw_delete(rows.db)


def test_the_database_refuses_to_change_row_history(system, organization):
    with pytest.raises(REFUSED), transaction.atomic():
        organization.history.update(name="Another")


def test_the_database_refuses_to_reword_names_without_erasing_them(system, organization):
    with pytest.raises(REFUSED), transaction.atomic():
        ActivityLabel.objects.update(words={"actor": "Somebody else"})


def test_every_planted_change_is_found_and_named(system, organization):
    write(system, organization)
    second = Activity.objects.get(position=2)
    plants = {
        "verb": "UPDATE history_activity SET verb = 'test.other' WHERE position = 2",
        "moment": "UPDATE history_activity SET at = '2020-01-01 00:00:00' WHERE position = 2",
        "actor": f"UPDATE history_activity SET actor_id = '{uuid.uuid4().hex}' WHERE position = 2",
        "link": f"UPDATE history_activity SET previous_digest = '{'1' * 64}' WHERE position = 2",
    }
    for name, sql in plants.items():
        with guard.lifted(), transaction.atomic():
            point = transaction.savepoint()
            with connection.cursor() as cursor:
                cursor.execute(sql)
            problems = verify_log().problems
            transaction.savepoint_rollback(point)
        assert any(f"entry site#{second.position}" in problem for problem in problems), (name, problems)
    assert verify_log().whole


def test_a_removed_last_entry_is_found_by_the_head(system, organization):
    write(system, organization)
    with guard.lifted():
        ActivityLabel.objects.filter(activity__position=4).delete()
        Activity.objects.filter(position=4).delete()
    assert "chain site: ends at 3, its head says 4" in verify_log().problems


def test_a_chain_rehashed_as_a_whole_is_found_by_the_signed_heads(system, organization):
    write(system, organization)
    with clock.at(datetime(2030, 1, 1, tzinfo=UTC)):
        assert sign_heads() is not None
        assert sign_heads() is None
    with guard.lifted():
        forged = Activity.objects.get(position=4)
        forged.verb = "test.forged"
        from tracker.history import chain as chains

        forged.digest = chains.entry_digest(
            **{
                name: getattr(forged, name)
                for name in (
                    "chain",
                    "position",
                    "at",
                    "verb",
                    "actor_id",
                    "project_id",
                    "subject_type",
                    "subject_id",
                    "before",
                    "after",
                    "label_commitment",
                    "previous_digest",
                )
            }
        )
        forged.save()
        ChainHead.objects.update(digest=forged.digest)
    problems = verify_log().problems
    assert problems == ["chain site: entry 4 is not the one in the signed heads of 2030-01-01 00:00 UTC"]


def test_a_forged_signature_is_found(system, organization):
    sign_heads()
    with guard.lifted():
        SignedHead.objects.update(signature="00" * 64)
    assert "signature does not fit" in verify_log().problems[0]


def test_a_missing_guard_is_found(system, organization):
    name = (
        "guard_history_activity_delete" if connection.vendor == "sqlite" else "guard_history_activity_change"
    )
    with connection.cursor() as cursor:
        cursor.execute(
            f'DROP TRIGGER "{name}"' + (" ON history_activity" if connection.vendor != "sqlite" else "")
        )
    try:
        assert verify_log().problems == [f"guard missing: {name}"]
        assert [error.id for error in guard.check_guards(databases=["default"])] == ["history.E001"]
        with pytest.raises(CommandError, match="1 problems"):
            call_command("verify_log")
    finally:
        guard.install()
    assert verify_log().whole


def test_every_guarded_table_has_its_guards(system):
    assert "history_activity" in guard.guarded_tables()
    assert Organization.history.model._meta.db_table in guard.guarded_tables()
    assert guard.missing_guards() == []


def test_guards_of_tables_with_long_names_have_names_of_their_own():
    long = "reporting_a_table_whose_name_is_so_long_that_it_leaves_no_room"
    names = {guard.guard_name(f"{long}{end}", event) for end in "ab" for event in ("change", "truncate")}
    assert len(names) == 4
    assert all(len(name) <= guard.LONGEST_NAME for name in names)
    assert guard.guard_name("plan_task", "change") == "guard_plan_task_change"


def test_a_head_that_was_kept_outside_is_compared(system, organization):
    write(system, organization)
    entry = Activity.objects.order_by("-position").first()
    kept = f"{entry.chain}:{entry.position}:{entry.digest}"
    call_command("verify_log", "--head", kept, "--quiet")
    for other in (
        f"{entry.chain}:{entry.position}:{'0' * 64}",
        f"{entry.chain}:{entry.position + 1}:{entry.digest}",
    ):
        with pytest.raises(CommandError, match="1 problems in the log"):
            call_command("verify_log", "--head", kept, "--head", other, "--quiet")
    with pytest.raises(CommandError, match="looks like CHAIN:ENTRY:DIGEST"):
        call_command("verify_log", "--head", "1886:abc")
