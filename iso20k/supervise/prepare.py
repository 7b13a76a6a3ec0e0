"""Before the doors open: back up and upgrade the data, load the catalogue, make the demonstration."""

from __future__ import annotations

import argparse
import hashlib
import io
import json
import os
import sys
from pathlib import Path
from typing import Any

import allauth
import django
from django.apps import apps
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction
from django.db.migrations.executor import MigrationExecutor
from django.db.utils import OperationalError

from iso20k.supervise import copies
from iso20k.unusable import why_unusable
from tracker.core.queue import left_to_the_next_tick
from tracker.people.wellknown import ACCOUNTS, well_known_logins

WITHOUT_DEMONSTRATION = "without_demonstration"


def main(words: list[str]) -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--empty", action="store_true")
    asked = parser.parse_args(words)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "iso20k.settings")
    try:
        django.setup()
    except ImproperlyConfigured as nonsense:
        sys.exit(str(nonsense))
    try:
        make_ready(empty=asked.empty)
    except DatabaseError as error:
        sentence = why_unusable(error)
        if sentence is None:
            raise
        sys.exit(sentence)
    except OSError as error:
        sys.exit(f"{error.filename or settings.DATA_ROOT} cannot be written: {error.strerror}.")


def make_ready(*, empty: bool) -> None:
    upgrade()
    load_catalogue()
    collect_static()
    if empty:
        (settings.DATA_ROOT / WITHOUT_DEMONSTRATION).touch()
    if wants_demonstration():
        say("Making the demonstration …")
        with left_to_the_next_tick(), transaction.atomic():
            call_command("seed_demo", verbosity=0)
    welcome()


def say(sentence: str) -> None:
    print(sentence, flush=True)


# Data -------------------------------------------------------------------------


def upgrade() -> None:
    """Bring the database to this version; what was there before is copied first."""
    try:
        executor = MigrationExecutor(connection)
    except OperationalError as error:
        sys.exit(f"The database does not answer: {str(error).strip()}")
    refuse_the_future(executor)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    # Guards of the log and the search index come after the last step: who was ended there has no step left.
    unfinished = settings.DATA_ROOT / ".upgrade_unfinished"
    if not plan and not unfinished.exists():
        return
    if plan and executor.loader.applied_migrations:
        try:
            kept = copies.copy_database(settings.DATA_ROOT / "backups")
        except copies.NoCopy as refusal:
            sys.exit(str(refusal))
        say(f"The data as it was is kept in {kept}" if kept else "Upgrading without a copy, as you asked.")
        say(f"Upgrading the data: {len(plan)} steps …")
    unfinished.touch()
    call_command("migrate", interactive=False, verbosity=0)
    call_command("open_rules", stdout=io.StringIO())
    unfinished.unlink()


def refuse_the_future(executor: MigrationExecutor) -> None:
    """Data written by a later version is not touched."""
    ours = {app.label for app in apps.get_app_configs() if app.name.startswith("tracker.")}
    later = sorted(
        f"{app}.{name}"
        for app, name in executor.loader.applied_migrations
        if app in ours and (app, name) not in executor.loader.disk_migrations
    )
    if later:
        sys.exit(f"A later version of the tracker made this data (it has {later[-1]}). Nothing was changed.")


def load_catalogue() -> None:
    """Load the catalogue where it differs from the one that this database was given the last time."""
    database = settings.DATABASES["default"]
    source = hashlib.sha256((settings.BASE_DIR / "fixtures" / "standard_2018.json").read_bytes())
    source.update(repr([database.get(name) for name in ("ENGINE", "HOST", "PORT", "NAME")]).encode())
    stamp = settings.DATA_ROOT / ".catalogue_made_from"
    known = stamp.exists() and stamp.read_text() == source.hexdigest()
    if not known or not apps.get_model("standard", "Edition")._default_manager.exists():
        call_command("load_catalogue", verbosity=0, stdout=io.StringIO())
        stamp.write_text(source.hexdigest())


# Static files -------------------------------------------------------------------


def collect_static() -> None:
    """Compress and name the static files by content, when they differ from the last time."""
    stamp = settings.STATIC_ROOT / ".made_from"
    source = digest_of_folders([Path(folder) for folder in settings.STATICFILES_DIRS])
    if stamp.exists() and stamp.read_text() == source:
        return
    call_command("collectstatic", interactive=False, verbosity=0)
    stamp.write_text(source)


def digest_of_folders(folders: list[Path]) -> str:
    found = hashlib.sha256(allauth.__version__.encode())
    for folder in folders:
        for path in sorted(folder.rglob("*")):
            if path.is_file():
                facts = path.stat()
                found.update(f"{path}:{facts.st_size}:{facts.st_mtime_ns}".encode())
    return found.hexdigest()


# The demonstration and who may come in ----------------------------------------------


def wants_demonstration() -> bool:
    """Only a folder in which nobody has begun anything, and where it was not declined."""
    if (settings.DATA_ROOT / WITHOUT_DEMONSTRATION).exists():
        return False
    return not apps.get_model("projects", "Project")._default_manager.exists() and not people_who_log_in()


def people_who_log_in(**facts: Any) -> bool:
    users = apps.get_model("people", "User")._default_manager.filter(is_active=True, **facts)
    return any(user.has_usable_password() for user in users.iterator())


def welcome() -> None:
    """Leave for the supervisor what to tell the person at the terminal."""
    accounts = settings.DATA_ROOT / ACCOUNTS
    note: dict[str, Any] = {"admin": people_who_log_in(is_admin=True), "accounts": []}
    note["well_known"] = [user.email for user in well_known_logins()]
    if accounts.exists():
        note["accounts"] = json.loads(accounts.read_text(encoding="utf-8"))
    (settings.DATA_ROOT / "welcome.json").write_text(json.dumps(note), encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
