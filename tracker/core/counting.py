"""Figures that travel with another question instead of asking one of their own."""

from django.db.models import IntegerField, QuerySet, Subquery


class CountOf(Subquery):
    """How many rows a queryset has, as one column of another query."""

    template = "(SELECT COUNT(*) FROM (%(subquery)s) counted)"
    output_field = IntegerField()

    def __init__(self, rows: QuerySet) -> None:  # type: ignore[type-arg]
        super().__init__(rows.order_by().values("pk"))
