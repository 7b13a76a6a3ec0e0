"""Who works in two implementations sees all of it in one list, in a constant number of queries."""

from datetime import timedelta

from django.urls import reverse

from tests.factories.people import make_person, make_user
from tests.factories.plan import make_task
from tests.factories.projects import give_role, make_project
from tracker.projects.choices import Role


def test_my_work_of_every_implementation_stands_in_one_list(
    client, project, organization, django_assert_max_num_queries
):
    person = make_person(organization=organization, name="Milo")
    user = make_user("Milo", person=person)
    second = make_project(organization=organization, name="Second site", slug="second")
    hidden = make_project(organization=organization, name="Hidden one", slug="hidden")
    for place in (project, second):
        give_role(place, user, Role.TEAM_MEMBER)
    days = {project: -3, second: 40, hidden: -9}
    for place, ahead in days.items():
        due = place.today() + timedelta(days=ahead)
        make_task(place, name=f"Task in {place.name}", owner=person, starts_on=due, due_on=due)
    client.force_login(user)
    client.get(reverse("dashboard:my_work_everywhere"))
    with django_assert_max_num_queries(11):
        page = client.get(reverse("dashboard:my_work_everywhere")).content.decode()
    assert "1 task is late in your implementations." in page
    assert page.index("Task in Nordlicht") < page.index("Task in Second site")
    assert "Hidden one" not in page


def test_who_holds_no_role_is_told_so(client, admin):
    client.force_login(admin)
    assert "You hold no role" in client.get(reverse("dashboard:my_work_everywhere")).content.decode()
