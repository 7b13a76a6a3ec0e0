"""What each process of the journey between the engines does: `python -m tests.history.carry FROM TO [fill]`.

It makes the tables, restores FROM (or, with `fill`, makes content of its own), checks the log, and writes TO.
Then it changes one entry of the log behind the guards, and says what the check says of that.
"""

from __future__ import annotations

import io
import json
import sys
from pathlib import Path

import django


def main(source: str, target: str) -> None:
    django.setup()
    from django.core.management import call_command

    from tracker.core import backup
    from tracker.history.queries import verify_log

    call_command("migrate", verbosity=0)
    if source == "fill":
        fill()
    else:
        backup.restore_backup(Path(source))
    good = verify_log()
    report = backup.write_backup(Path(target))
    print(
        json.dumps(
            {
                "digest": report.digest,
                "rows": report.rows,
                "files": report.files,
                "entries": good.entries,
                "signed": good.signed_heads,
                "problems": list(good.problems),
                "planted": plant(),
            }
        )
    )


def fill() -> None:
    """An implementation with people, a checklist, evidence, a log with signed heads; and words that are hard."""
    from tests.factories.checklist import make_checklist
    from tests.factories.evidence import make_evidence, make_upload
    from tests.factories.people import make_user
    from tests.factories.projects import give_role, make_project
    from tracker.core import files
    from tracker.evidence.actions import read_waiting
    from tracker.history.actions import sign_heads
    from tracker.people.actions import add_person, create_organization
    from tracker.people.models import User
    from tracker.projects.choices import Role
    from tracker.reporting.actions import request_pack

    system = User.objects.system()
    organization = create_organization(actor=system, name="Žižkov ‘Ærø’ \U0001f6a2 — данные")
    add_person(actor=system, organization=organization, name="Ünal İyi\nsecond line\ttab")
    for slug in ("one", "two"):
        manager = make_user(f"Manager {slug}")
        project = make_project(organization=organization, name=f"Implementation {slug}", slug=slug)
        give_role(project, manager, Role.PROJECT_MANAGER)
        make_checklist(project)
        make_evidence(project=project, actor=manager)
        make_evidence(
            project=project, actor=manager, upload=make_upload("words.txt", "Žižkov данные".encode())
        )
        for _read in read_waiting():
            pass
        request_pack(actor=manager, project=project, enqueue=False)
    files.store(io.BytesIO(bytes(range(256)) * 300))
    sign_heads()


def plant() -> list[str]:
    """One value in one old entry, as somebody with the database in his hands would change it."""
    from django.db import connection, transaction

    from tracker.history import guard
    from tracker.history.models import Activity
    from tracker.history.queries import verify_log

    with transaction.atomic(), guard.lifted():
        victim = Activity.objects.order_by("at", "id")[3]
        with connection.cursor() as cursor:
            cursor.execute("UPDATE history_activity SET verb = 'people.nothing' WHERE id = %s", [victim.id])
        return list(verify_log().problems)


if __name__ == "__main__":
    main(*sys.argv[1:])
