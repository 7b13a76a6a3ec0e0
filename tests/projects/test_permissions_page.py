"""The permissions page in docs says what the grants table says."""

from pathlib import Path

from django.core.management import call_command

from tracker.projects.choices import Role
from tracker.projects.permissions import ROLE_GRANTS, Permission

PAGE = Path(__file__).parents[2] / "docs" / "permissions.md"


def test_the_page_is_current(tmp_path):
    made = tmp_path / "permissions.md"
    call_command("permissions_page", out=made, stdout=None)
    assert made.read_text() == PAGE.read_text(), "run ./run manage permissions_page"


def test_every_role_stands_in_the_table_and_every_permission_is_granted_to_somebody():
    assert set(ROLE_GRANTS) == set(Role)
    assert frozenset().union(*ROLE_GRANTS.values()) == set(Permission)
    assert all(Permission.PROJECT_VIEW in grants for grants in ROLE_GRANTS.values())
