"""The readiness report becomes one kind of several."""

from django.db import migrations, models

KINDS = [
    ("readiness", "Readiness report"),
    ("highlight", "Highlight report"),
    ("exception", "Exception report"),
    ("stage_end", "Stage-end report"),
    ("briefing", "Business case briefing"),
]
OPTIONS = {
    "ordering": ("-requested_at", "id"),
    "verbose_name": "report",
    "verbose_name_plural": "reports",
}


class Migration(migrations.Migration):
    dependencies = (("reporting", "0003_bags"),)
    operations = (
        migrations.RenameModel("ReadinessReport", "Report"),
        migrations.AlterModelOptions(name="report", options=OPTIONS),
        migrations.AddField(
            model_name="report",
            name="kind",
            field=models.CharField(choices=KINDS, default="readiness", max_length=12, verbose_name="kind"),
        ),
        migrations.AddField(
            model_name="report",
            name="subject",
            field=models.CharField(blank=True, max_length=36, verbose_name="what it is about"),
        ),
        migrations.AddField(
            model_name="report",
            name="about",
            field=models.CharField(blank=True, max_length=300, verbose_name="what it is about, in words"),
        ),
        migrations.AddField(
            model_name="report",
            name="since",
            field=models.DateField(blank=True, null=True, verbose_name="the period begins after"),
        ),
        migrations.AddField(
            model_name="report",
            name="content",
            field=models.JSONField(blank=True, default=dict, verbose_name="content"),
        ),
    )
