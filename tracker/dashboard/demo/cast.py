"""Who is in the demonstration."""

from __future__ import annotations

from dataclasses import dataclass, field

from tracker.people.actions import StaffLine, create_organization, create_user, import_staff
from tracker.people.models import Organization, Person, User

ORGANIZATION = "Fjellbach IT Services"
DOMAIN = "fjellbach.example"
PASSWORD = "fjellbach-demo-2026"  # noqa: S105  (printed for everyone who starts the demonstration)

DEPARTMENTS = {
    "Leadership": ["Helena Strand", "Tobias Krog", "Ingrid Moen"],
    "Service management": ["Jonas Lie", "Aisha Rahman", "Mina Berg", "Noor Haddad", "Priya Nair"],
    "Service desk": [
        "Daniel Vik", "Eva Lund", "Oskar Dahl", "Linnea Holm", "Samir Aziz", "Greta Solberg", "Pavel Novák",
        "Kaja Nilsen", "Tomasz Zieliński", "Hanne Foss",
    ],
    "Applications": ["Marek Wolny", "Sofia Brandt", "Erik Haug", "Yara Costa", "Jan Petersen", "Lea Sommer"],
    "Infrastructure": [
        "Emil Dahl", "Viktor Ek", "Nils Aas", "Rosa Klein", "Anders Bye", "Fatima Zahra", "Leon Hartmann",
        "Maja Krause",
    ],
    "Customer and suppliers": [
        "Lukas Brenner", "Ines Faria", "Carla Weiss", "Bjørn Tangen", "Olga Petrova", "Max Adler", "Silje Roth",
        "Ruth Amsler",
    ],
}  # fmt: skip
TITLES = {
    "Helena Strand": "Chief Operating Officer",
    "Tobias Krog": "Chief Executive Officer",
    "Ingrid Moen": "Head of Human Resources",
    "Jonas Lie": "Project manager",
    "Aisha Rahman": "Manager of the service management system",
    "Mina Berg": "Change manager",
    "Noor Haddad": "Continuity manager",
    "Priya Nair": "Internal auditor",
    "Daniel Vik": "Head of the service desk",
    "Marek Wolny": "Head of applications",
    "Sofia Brandt": "Release manager",
    "Emil Dahl": "Configuration manager",
    "Viktor Ek": "Capacity manager",
    "Lukas Brenner": "Supplier manager",
    "Ines Faria": "Customer relationship manager",
    "Carla Weiss": "Service level manager",
}
LOGINS = {
    "manager": "Jonas Lie",
    "member": "Mina Berg",
    "sponsor": "Helena Strand",
    "auditor": "Priya Nair",
}
# Works in the story, and nobody logs in with it.
SILENT = {"quality": "Aisha Rahman"}


@dataclass(slots=True)
class Cast:
    """The organization with its people and logins, by name."""

    organization: Organization
    people: dict[str, Person] = field(default_factory=dict)
    users: dict[str, User] = field(default_factory=dict)


def hire(system: User) -> Cast:
    """Organization, six departments, forty people, four logins."""
    cast = Cast(create_organization(actor=system, name=ORGANIZATION))
    lines: list[StaffLine] = []
    for department, names in DEPARTMENTS.items():
        head = f"{_mailbox(names[0])}@{DOMAIN}"
        for name in names:
            lines.append(
                StaffLine(
                    line=len(lines) + 2,
                    name=name,
                    email=f"{_mailbox(name)}@{DOMAIN}",
                    department=department,
                    job_title=TITLES.get(name, _usual_title(department)),
                    manager_email="" if name == names[0] else head,
                )
            )
    import_staff(actor=system, organization=cast.organization, lines=lines)
    cast.people = {person.name: person for person in cast.organization.people.select_related("department")}
    for login, name in {**LOGINS, **SILENT}.items():
        cast.users[login] = create_user(
            actor=system,
            email=f"{login}@{DOMAIN}",
            name=name,
            password=PASSWORD if login in LOGINS else None,
            person=cast.people[name],
            time_zone="Europe/Oslo",
        )
    return cast


def _mailbox(name: str) -> str:
    plain = name.lower().replace(" ", ".").replace("ø", "o").replace("ń", "n").replace("á", "a")
    return plain.encode("ascii", "ignore").decode()


def _usual_title(department: str) -> str:
    return {
        "Service desk": "Service desk agent",
        "Applications": "Application specialist",
        "Infrastructure": "Infrastructure engineer",
        "Customer and suppliers": "Account manager",
    }.get(department, "Specialist")
