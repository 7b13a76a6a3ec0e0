"""What a pack is made for, its period, what it leaves out, and what it held."""

from django.db import migrations, models

PURPOSES = [
    ("stage_1", "Stage 1 audit"),
    ("stage_2", "Stage 2 audit"),
    ("surveillance", "Surveillance audit"),
    ("internal", "Internal audit"),
]


class Migration(migrations.Migration):
    dependencies = (("reporting", "0004_reports_of_kinds"),)
    operations = (
        migrations.AddField(
            model_name="evidencepack",
            name="purpose",
            field=models.CharField(blank=True, choices=PURPOSES, max_length=12, verbose_name="made for"),
        ),
        migrations.AddField(
            model_name="evidencepack",
            name="since",
            field=models.DateField(blank=True, null=True, verbose_name="evidence in force since"),
        ),
        migrations.AddField(
            model_name="evidencepack",
            name="withheld_because",
            field=models.CharField(
                blank=True, max_length=300, verbose_name="why confidential content is left out"
            ),
        ),
        migrations.AddField(
            model_name="evidencepack",
            name="entries",
            field=models.JSONField(blank=True, null=True, verbose_name="what it holds"),
        ),
    )
