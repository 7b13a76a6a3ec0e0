"""Milestones whose gate review is planned, or was decided, are from now on passed at that gate."""

from typing import Any

from django.db import migrations


def bind(apps: Any, _schema: Any) -> None:
    reviews = apps.get_model("reviews", "GateReview").objects.filter(closed_on=None)
    for review in reviews.select_related("project").order_by("number"):
        link = f"/projects/{review.project.slug}/gates/{review.pk}/"
        apps.get_model("plan", "Milestone").objects.filter(pk=review.milestone_id).update(gate_link=link)


class Migration(migrations.Migration):
    dependencies = (
        ("reviews", "0001_first"),
        ("plan", "0007_gate_link"),
    )
    operations = (migrations.RunPython(bind, migrations.RunPython.noop),)
