"""A backup carries everything; what comes back is equal; what is damaged is refused as a whole."""

import io
import zipfile

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

from tracker.core import backup, files, keys
from tracker.core.errors import BadInput, RuleBroken
from tracker.history import guard
from tracker.people.actions import add_person, create_department, create_organization
from tracker.people.models import Organization, Person, User

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def own_store(tmp_path, settings):
    settings.FILES_ROOT = tmp_path / "files"
    settings.SEAL_KEY_FILE = tmp_path / "seal_key.pem"


@pytest.fixture(autouse=True)
def migrated():
    """The tests make their tables without migrations; a backup asks which ones were applied."""
    recorder = MigrationRecorder(connection)
    recorder.ensure_schema()
    for room in ("history", "people"):
        recorder.record_applied(room, "0001_first")
    yield recorder
    recorder.flush()


@pytest.fixture
def filled():
    system = User.objects.system()
    organization = create_organization(actor=system, name="Hafen Data Žižkov")
    department = create_department(actor=system, organization=organization, name="Service desk")
    boss = add_person(actor=system, organization=organization, name="Asa", email="asa@hafen.example")
    add_person(actor=system, organization=organization, name="Mina", department=department, manager=boss)
    kept = files.store(io.BytesIO(b"proof of something"))
    return kept.digest


def empty_everything():
    with guard.lifted():
        call_command("flush", interactive=False, verbosity=0)
    guard.install()


def test_rows_files_and_chain_come_back_equal(filled, tmp_path, capsys):
    target = tmp_path / "all.zip"
    before = backup.rows_digest()
    call_command("backup", str(target))
    empty_everything()
    files.path_of(filled).unlink()
    assert backup.rows_digest() != before
    call_command("restore", str(target))
    assert backup.rows_digest() == before
    with files.open_verified(filled) as kept:
        assert kept.read() == b"proof of something"
    assert Person.objects.get(name="Mina").manager.name == "Asa"
    assert "the log is whole" in capsys.readouterr().out
    assert oct(target.stat().st_mode & 0o777) == "0o600"


def test_new_rows_can_be_written_after_restoring(filled, tmp_path):
    backup.write_backup(tmp_path / "all.zip")
    empty_everything()
    backup.restore_backup(tmp_path / "all.zip")
    create_organization(actor=User.objects.system(), name="Another")
    assert set(Organization.objects.values_list("name", flat=True)) == {"Another", "Hafen Data Žižkov"}


def test_a_database_that_is_not_empty_is_not_overwritten(filled, tmp_path):
    backup.write_backup(tmp_path / "all.zip")
    before = backup.rows_digest()
    with pytest.raises(RuleBroken, match="not empty"):
        backup.restore_backup(tmp_path / "all.zip")
    assert backup.rows_digest() == before


def test_a_refused_restore_leaves_key_and_store_as_they_were(filled, tmp_path, settings):
    backup.write_backup(tmp_path / "all.zip")
    settings.FILES_ROOT = tmp_path / "other"
    settings.SEAL_KEY_FILE = tmp_path / "other.pem"
    own = keys.fingerprint()
    with pytest.raises(CommandError, match="not empty"):
        call_command("restore", str(tmp_path / "all.zip"))
    assert keys.fingerprint() == own
    assert not files.path_of(filled).exists()


def test_a_database_without_tables_says_what_to_do(filled, tmp_path, migrated):
    backup.write_backup(tmp_path / "all.zip")
    migrated.flush()
    with pytest.raises(CommandError, match="manage migrate"):
        call_command("restore", str(tmp_path / "all.zip"))


@pytest.mark.once
def test_a_backup_of_another_version_says_which(filled, tmp_path, migrated):
    migrated.record_applied("people", "9999_later")
    backup.write_backup(tmp_path / "later.zip")
    migrated.record_unapplied("people", "9999_later")
    migrated.record_unapplied("people", "0001_first")
    backup.write_backup(tmp_path / "earlier.zip")
    migrated.record_applied("people", "0001_first")
    with pytest.raises(CommandError, match=r"later version \(it has people.9999_later\)"):
        call_command("restore", str(tmp_path / "later.zip"))
    with pytest.raises(CommandError, match=r"earlier version \(it lacks people.0001_first\)"):
        call_command("restore", str(tmp_path / "earlier.zip"))


@pytest.mark.once
def test_an_existing_file_is_not_overwritten(filled, tmp_path):
    (tmp_path / "all.zip").write_bytes(b"something of mine")
    with pytest.raises(CommandError, match="exists already"):
        call_command("backup", str(tmp_path / "all.zip"))
    assert (tmp_path / "all.zip").read_bytes() == b"something of mine"


@pytest.mark.once
@pytest.mark.parametrize(
    ("part", "old", "new"),
    [
        ("rows/people.person.jsonl", b"Mina", b"Nina"),
        ("rows/people.person.jsonl", b'"name":"Mina"', b'"name":["Mina"'),
        ("rows/people.person.jsonl", b'"name":"Mina"', b'"called":"Mina"'),
        ("rows/people.person.jsonl", b'"version":1', b'"version":"x"'),
        ("rows/people.person.jsonl", b'"name":"Mina"', b'"name":null'),
        ("manifest.json", b'"format": 1', b'"format": 9'),
        ("manifest.json", b'"tables": {', b'"tables": 3, "other": {'),
        ("manifest.json", b'"format": 1', b'"format": 1]'),
    ],
)
def test_a_changed_backup_is_refused_and_nothing_is_kept(filled, tmp_path, part, old, new):
    backup.write_backup(tmp_path / "all.zip")
    with zipfile.ZipFile(tmp_path / "all.zip") as good, zipfile.ZipFile(tmp_path / "bad.zip", "w") as bad:
        for name in good.namelist():
            content = good.read(name)
            if name == part:
                assert old in content
                content = content.replace(old, new)
            bad.writestr(name, content)
    empty_everything()
    files.path_of(filled).unlink()
    with pytest.raises(BadInput):
        backup.restore_backup(tmp_path / "bad.zip")
    assert not Person.objects.exists()
    assert not files.path_of(filled).exists()


@pytest.mark.once
def test_what_is_no_backup_is_refused_with_a_sentence(tmp_path):
    (tmp_path / "x.zip").write_bytes(b"PK\x03\x04 nothing")
    with pytest.raises(CommandError, match="no whole backup"):
        call_command("restore", str(tmp_path / "x.zip"))
    with pytest.raises(CommandError, match="could not be read"):
        call_command("restore", str(tmp_path / "absent.zip"))


@pytest.mark.once
def test_a_damaged_stored_file_stops_the_backup(filled, tmp_path):
    path = files.path_of(filled)
    path.chmod(0o600)
    path.write_bytes(b"proof of something else")
    with pytest.raises(CommandError, match="altered"):
        call_command("backup", str(tmp_path / "all.zip"))
    assert not (tmp_path / "all.zip").exists()
    assert connection.is_usable()
