"""The columns that every source has in common: whose it is, and where it leads, written for the database."""

from typing import Any
from uuid import UUID

from django.db.models import Case, CharField, F, Func, Q, QuerySet, Subquery, Value, When
from django.db.models.fields import UUIDField
from django.db.models.functions import Coalesce, Concat, Lower
from django.urls import reverse

from tracker.people.models import SYSTEM_EMAIL

NOBODY: Any = Value("", output_field=CharField())
SLUG, KEY = "slug-of-the-project", UUID(int=0)


class UuidText(Func):
    """An identifier as people and addresses write it, with its four dashes; SQLite keeps it without."""

    output_field = CharField()
    template = "(%(expressions)s)::text"

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> Any:
        sql, params = compiler.compile(self.source_expressions[0])
        parts = [
            f"substr({sql}, {start}, {length})"
            for start, length in ((1, 8), (9, 4), (13, 4), (17, 4), (21, 12))
        ]
        return " || '-' || ".join(parts), list(params) * len(parts)


class NoUuid(Func):
    """No identifier, of the type that the others have."""

    output_field = UUIDField(null=True)
    template = "CAST(NULL AS uuid)"

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> Any:
        return "CAST(NULL AS char(32))", []


def a_person(path: str, *, otherwise: str = "") -> dict[str, Any]:
    """Somebody in the staff register, with their login where they have one; if need be a login instead."""
    here = Q(
        Q(**{f"{path}__user__isnull": True}) | Q(**{f"{path}__user__is_active": True}),
        **{f"{path}__left_on__isnull": True, f"{path}__isnull": False},
    )
    instead = a_login(otherwise) if otherwise else {"d_address": NOBODY, "d_name": NOBODY, "d_user": NoUuid()}
    none = Q(**{f"{path}__isnull": True})
    return {
        "d_address": Case(
            # Who has a login has one address: hearing twice under two of them is once too often.
            When(here, then=Coalesce(Lower(f"{path}__user__email"), Lower(f"{path}__email"), NOBODY)),
            When(none, then=instead["d_address"]),
            default=NOBODY,
        ),
        "d_name": Case(When(none, then=instead["d_name"]), default=F(f"{path}__name")),
        "d_user": Case(When(none, then=instead["d_user"]), default=F(f"{path}__user__pk")),
        "d_boss": F(f"{path}__manager_id"),
    }


def a_login(path: str) -> dict[str, Any]:
    """Somebody who can log in."""
    here = Q(**{f"{path}__is_active": True}) & ~Q(**{f"{path}__email": SYSTEM_EMAIL})
    return {
        "d_address": Case(When(here, then=Lower(f"{path}__email")), default=NOBODY),
        "d_name": F(f"{path}__name"),
        "d_user": F(f"{path}__pk"),
        "d_boss": F(f"{path}__person__manager_id"),
    }


def a_stand_in(path: str, acting: QuerySet[Any], who: str) -> dict[str, Any]:
    """Somebody who can log in, or whom `acting` finds in their place."""
    theirs = acting.annotate(**{f"s_{name}": column for name, column in a_login(who).items()})
    return {
        name: Coalesce(Subquery(theirs.values(f"s_{name}")[:1]), own) for name, own in a_login(path).items()
    }


def page(view: str, key: str = "") -> Any:
    """The address of the page, made by the database from the short name and the identifier."""
    address = reverse(view, args=[SLUG, KEY] if key else [SLUG])
    before, _slug, rest = address.partition(SLUG)
    parts: list[Any] = [Value(before), F("project__slug")]
    if key:
        middle, _key, after = rest.partition(str(KEY))
        parts += [Value(middle), UuidText(F(key)), Value(after)]
    else:
        parts.append(Value(rest))
    return Concat(*parts, output_field=CharField())


def one_of_two(key: str, view: str, otherwise: str) -> Any:
    """The page of what hangs on the row, and where nothing does the page of the row itself."""
    return Case(When(**{f"{key}__isnull": False}, then=page(view, key)), default=page(otherwise, "pk"))


def choice_words(field: str, choices: Any) -> Any:
    """The word for a stored choice."""
    cases = [When(**{field: value}, then=Value(str(word))) for value, word in choices]
    return Case(*cases, default=F(field), output_field=CharField())
