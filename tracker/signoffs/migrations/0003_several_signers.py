"""Several people sign one thing: their places, how many are enough, and delegations with an end."""

import django.db.models.deletion
import simple_history.models
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('projects', '0002_objective_values'),
        ('signoffs', '0002_answer_link'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Delegation',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(editable=False)),
                ('changed_at', models.DateTimeField(editable=False)),
                ('version', models.PositiveIntegerField(default=0, editable=False)),
                ('starts_on', models.DateField(verbose_name='from')),
                ('ends_on', models.DateField(verbose_name='until')),
                ('begins_at', models.DateTimeField()),
                ('lapses_at', models.DateTimeField()),
                ('reason', models.CharField(max_length=500, verbose_name='reason')),
                ('ended_at', models.DateTimeField(blank=True, null=True, verbose_name='ended earlier')),
            ],
            options={
                'ordering': ['-starts_on', '-created_at'],
            },
        ),
        migrations.CreateModel(
            name='HistoricalDelegation',
            fields=[
                ('id', models.UUIDField(db_index=True, default=uuid.uuid4, editable=False)),
                ('created_at', models.DateTimeField(editable=False)),
                ('changed_at', models.DateTimeField(editable=False)),
                ('version', models.PositiveIntegerField(default=0, editable=False)),
                ('history_user_id', models.UUIDField()),
                ('history_change_reason', models.TextField(blank=True, default='')),
                ('starts_on', models.DateField(verbose_name='from')),
                ('ends_on', models.DateField(verbose_name='until')),
                ('begins_at', models.DateTimeField()),
                ('lapses_at', models.DateTimeField()),
                ('reason', models.CharField(max_length=500, verbose_name='reason')),
                ('ended_at', models.DateTimeField(blank=True, null=True, verbose_name='ended earlier')),
                ('history_id', models.AutoField(primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
            ],
            options={
                'verbose_name': 'historical delegation',
                'verbose_name_plural': 'historical delegations',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name='HistoricalSigner',
            fields=[
                ('id', models.UUIDField(db_index=True, default=uuid.uuid4, editable=False)),
                ('created_at', models.DateTimeField(editable=False)),
                ('changed_at', models.DateTimeField(editable=False)),
                ('version', models.PositiveIntegerField(default=0, editable=False)),
                ('history_user_id', models.UUIDField()),
                ('history_change_reason', models.TextField(blank=True, default='')),
                ('number', models.PositiveSmallIntegerField(default=1)),
                ('state', models.CharField(choices=[('later', 'Turn has not come'), ('asked', 'Asked'), ('answered', 'Answered'), ('closed', 'No longer asked')], default='asked', max_length=20, verbose_name='state')),
                ('viewed_to_end_at', models.DateTimeField(blank=True, null=True, verbose_name='read to its end')),
                ('history_id', models.AutoField(primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
            ],
            options={
                'verbose_name': 'historical signer',
                'verbose_name_plural': 'historical signers',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name='Signer',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(editable=False)),
                ('changed_at', models.DateTimeField(editable=False)),
                ('version', models.PositiveIntegerField(default=0, editable=False)),
                ('number', models.PositiveSmallIntegerField(default=1)),
                ('state', models.CharField(choices=[('later', 'Turn has not come'), ('asked', 'Asked'), ('answered', 'Answered'), ('closed', 'No longer asked')], default='asked', max_length=20, verbose_name='state')),
                ('viewed_to_end_at', models.DateTimeField(blank=True, null=True, verbose_name='read to its end')),
            ],
            options={
                'ordering': ['number'],
            },
        ),
        migrations.RemoveConstraint(
            model_name='signoff',
            name='a_request_is_answered_once',
        ),
        migrations.AddField(
            model_name='historicalsignoffrequest',
            name='approvals',
            field=models.PositiveSmallIntegerField(default=0, verbose_name='approvals given'),
        ),
        migrations.AddField(
            model_name='historicalsignoffrequest',
            name='panel',
            field=models.JSONField(blank=True, default=dict, verbose_name='who must sign'),
        ),
        migrations.AddField(
            model_name='signoff',
            name='delegated_until',
            field=models.DateField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='signoff',
            name='delegation_id',
            field=models.UUIDField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='signoff',
            name='for_id',
            field=models.UUIDField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='signoff',
            name='for_name',
            field=models.CharField(blank=True, max_length=200, verbose_name='signed for'),
        ),
        migrations.AddField(
            model_name='signoffrequest',
            name='approvals',
            field=models.PositiveSmallIntegerField(default=0, verbose_name='approvals given'),
        ),
        migrations.AddField(
            model_name='signoffrequest',
            name='panel',
            field=models.JSONField(blank=True, default=dict, verbose_name='who must sign'),
        ),
        migrations.AddConstraint(
            model_name='signoff',
            constraint=models.UniqueConstraint(condition=models.Q(('withdraws', None)), fields=('request', 'signer_id'), name='a_person_answers_a_request_once'),
        ),
        migrations.AddField(
            model_name='delegation',
            name='delegate',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='delegations_held', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='delegation',
            name='giver',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='delegations_given', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='delegation',
            name='project',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='%(class)ss', to='projects.project'),
        ),
        migrations.AddField(
            model_name='historicaldelegation',
            name='delegate',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='historicaldelegation',
            name='giver',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='historicaldelegation',
            name='project',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='projects.project'),
        ),
        migrations.AddField(
            model_name='historicalsigner',
            name='project',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='projects.project'),
        ),
        migrations.AddField(
            model_name='historicalsigner',
            name='request',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='signoffs.signoffrequest'),
        ),
        migrations.AddField(
            model_name='historicalsigner',
            name='signoff',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='signoffs.signoff'),
        ),
        migrations.AddField(
            model_name='historicalsigner',
            name='user',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='historicalsigner',
            name='viewed_by',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='signer',
            name='project',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='%(class)ss', to='projects.project'),
        ),
        migrations.AddField(
            model_name='signer',
            name='request',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='signers', to='signoffs.signoffrequest'),
        ),
        migrations.AddField(
            model_name='signer',
            name='signoff',
            field=models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='place', to='signoffs.signoff'),
        ),
        migrations.AddField(
            model_name='signer',
            name='user',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='signer_places', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='signer',
            name='viewed_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddConstraint(
            model_name='delegation',
            constraint=models.CheckConstraint(condition=models.Q(('giver', models.F('delegate')), _negated=True), name='nobody_delegates_to_themselves'),
        ),
        migrations.AddConstraint(
            model_name='delegation',
            constraint=models.CheckConstraint(condition=models.Q(('ends_on__gte', models.F('starts_on')), ('lapses_at__gt', models.F('begins_at'))), name='a_delegation_ends_after_it_begins'),
        ),
        migrations.AddConstraint(
            model_name='signer',
            constraint=models.UniqueConstraint(fields=('request', 'user'), name='a_person_has_one_place_in_a_request'),
        ),
        migrations.AddConstraint(
            model_name='signer',
            constraint=models.UniqueConstraint(fields=('request', 'number'), name='a_place_in_a_request_has_one_person'),
        ),
        migrations.AddConstraint(
            model_name='signer',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('signoff__isnull', False), ('state', 'answered')), models.Q(models.Q(('state', 'answered'), _negated=True), ('signoff', None)), _connector='OR'), name='an_answered_place_has_its_signoff'),
        ),
    ]
