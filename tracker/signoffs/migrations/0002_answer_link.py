"""Where the answer to a request is sent."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("signoffs", "0001_first"),
    ]

    operations = [
        migrations.AddField(
            model_name="historicalsignoffrequest",
            name="answer_link",
            field=models.CharField(blank=True, max_length=500, verbose_name="address that takes the answer"),
        ),
        migrations.AddField(
            model_name="signoffrequest",
            name="answer_link",
            field=models.CharField(blank=True, max_length=500, verbose_name="address that takes the answer"),
        ),
    ]
