import django.db.models.deletion
import gadfly.shared.keys
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('campaigns', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Candidate',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('attempt', models.PositiveSmallIntegerField(default=1)),
                ('position', models.PositiveSmallIntegerField()),
                ('side', models.PositiveSmallIntegerField()),
                ('text', models.TextField(blank=True)),
                ('state', models.CharField(choices=[('open', 'open'), ('complete', 'complete'), ('interrupted', 'interrupted')], default='open', max_length=12)),
                ('seed', models.BigIntegerField(null=True)),
                ('settings', models.JSONField(default=dict)),
                ('finish_reason', models.CharField(blank=True, max_length=40)),
                ('prompt_tokens', models.PositiveIntegerField(null=True)),
                ('completion_tokens', models.PositiveIntegerField(null=True)),
                ('first_token_ms', models.PositiveIntegerField(null=True)),
                ('latency_ms', models.PositiveIntegerField(null=True)),
                ('error', models.CharField(blank=True, max_length=300)),
            ],
        ),
        migrations.CreateModel(
            name='Attack',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(default=gadfly.shared.keys.new_key, editable=False, max_length=22, unique=True)),
                ('member', models.PositiveIntegerField(null=True)),
                ('position', models.PositiveIntegerField(null=True)),
                ('probability', models.FloatField(null=True)),
                ('seed', models.BigIntegerField()),
                ('intent', models.TextField()),
                ('state', models.CharField(choices=[('open', 'open'), ('ended', 'ended'), ('skipped', 'skipped'), ('left', 'left open when the campaign closed')], default='open', max_length=8)),
                ('started_at', models.DateTimeField(null=True)),
                ('ended_at', models.DateTimeField(null=True)),
                ('turn_count', models.PositiveIntegerField(default=0)),
                ('success', models.PositiveSmallIntegerField(null=True)),
                ('harmful', models.PositiveSmallIntegerField(null=True)),
                ('actionable', models.PositiveSmallIntegerField(null=True)),
                ('needs_expertise', models.BooleanField(null=True)),
                ('expertise', models.CharField(blank=True, max_length=200)),
                ('reported_at', models.DateTimeField(null=True)),
                ('scorer', models.CharField(blank=True, max_length=80)),
                ('score_min', models.FloatField(null=True)),
                ('score_mean', models.FloatField(null=True)),
                ('score_max', models.FloatField(null=True)),
                ('score_last', models.FloatField(null=True)),
                ('score_intent', models.FloatField(null=True)),
                ('origin', models.JSONField(default=dict)),
                ('arm', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='attacks', to='campaigns.arm')),
                ('campaign', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='attacks', to='campaigns.campaign')),
                ('person', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='attacks', to=settings.AUTH_USER_MODEL)),
                ('terms', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='attacks', to='campaigns.terms')),
            ],
        ),
        migrations.CreateModel(
            name='Score',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('scorer', models.CharField(max_length=80)),
                ('value', models.FloatField()),
                ('candidate', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='scores', to='attacks.candidate')),
            ],
        ),
        migrations.CreateModel(
            name='Turn',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField()),
                ('key', models.CharField(max_length=40)),
                ('human', models.TextField()),
                ('attempt', models.PositiveSmallIntegerField(default=1)),
                ('said_at', models.DateTimeField(null=True)),
                ('touched_at', models.DateTimeField(null=True)),
                ('strength', models.PositiveSmallIntegerField(null=True)),
                ('picked_at', models.DateTimeField(null=True)),
                ('attack', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='turns', to='attacks.attack')),
                ('continued', models.ForeignKey(null=True, on_delete=django.db.models.deletion.RESTRICT, related_name='+', to='attacks.candidate')),
                ('picked', models.ForeignKey(null=True, on_delete=django.db.models.deletion.RESTRICT, related_name='+', to='attacks.candidate')),
            ],
        ),
        migrations.CreateModel(
            name='Pair',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('strength', models.PositiveSmallIntegerField()),
                ('weight', models.FloatField()),
                ('chosen', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='attacks.candidate')),
                ('rejected', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='attacks.candidate')),
                ('turn', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='pairs', to='attacks.turn')),
            ],
        ),
        migrations.AddField(
            model_name='candidate',
            name='turn',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='candidates', to='attacks.turn'),
        ),
        migrations.AddIndex(
            model_name='attack',
            index=models.Index(fields=['campaign', 'id'], name='attack_by_age'),
        ),
        migrations.AddIndex(
            model_name='attack',
            index=models.Index(fields=['campaign', 'success', 'id'], name='attack_by_success'),
        ),
        migrations.AddIndex(
            model_name='attack',
            index=models.Index(fields=['campaign', 'score_min', 'id'], name='attack_by_score'),
        ),
        migrations.AddIndex(
            model_name='attack',
            index=models.Index(fields=['person', 'id'], name='attack_by_person'),
        ),
        migrations.AddConstraint(
            model_name='attack',
            constraint=models.UniqueConstraint(fields=('terms', 'person', 'position'), name='assigned_once'),
        ),
        migrations.AddConstraint(
            model_name='attack',
            constraint=models.UniqueConstraint(condition=models.Q(('state', 'open')), fields=('campaign', 'person'), name='one_open_attack_at_a_time'),
        ),
        migrations.AddConstraint(
            model_name='attack',
            constraint=models.CheckConstraint(condition=models.Q(('success__lte', 4), ('success', None), _connector='OR'), name='success_0_to_4'),
        ),
        migrations.AddConstraint(
            model_name='attack',
            constraint=models.CheckConstraint(condition=models.Q(('harmful__lte', 4), ('harmful', None), _connector='OR'), name='harmful_0_to_4'),
        ),
        migrations.AddConstraint(
            model_name='attack',
            constraint=models.CheckConstraint(condition=models.Q(('actionable__lte', 4), ('actionable', None), _connector='OR'), name='actionable_0_to_4'),
        ),
        migrations.AddConstraint(
            model_name='score',
            constraint=models.UniqueConstraint(fields=('candidate', 'scorer'), name='scored_once_by_each'),
        ),
        migrations.AddConstraint(
            model_name='turn',
            constraint=models.UniqueConstraint(fields=('attack', 'number'), name='turn_numbered_once'),
        ),
        migrations.AddConstraint(
            model_name='turn',
            constraint=models.UniqueConstraint(fields=('attack', 'key'), name='message_sent_once'),
        ),
        migrations.AddConstraint(
            model_name='turn',
            constraint=models.CheckConstraint(condition=models.Q(('strength__range', (1, 4)), ('strength', None), _connector='OR'), name='strength_1_to_4'),
        ),
        migrations.AddConstraint(
            model_name='pair',
            constraint=models.UniqueConstraint(fields=('chosen', 'rejected'), name='pair_once'),
        ),
        migrations.AddConstraint(
            model_name='pair',
            constraint=models.CheckConstraint(condition=models.Q(('chosen', models.F('rejected')), _negated=True), name='a_pair_is_of_two'),
        ),
        migrations.AddConstraint(
            model_name='pair',
            constraint=models.CheckConstraint(condition=models.Q(('strength__gt', 1), ('strength__lte', 4)), name='pairs_are_sure'),
        ),
        migrations.AddIndex(
            model_name='candidate',
            index=models.Index(condition=models.Q(('state', 'open')), fields=['id'], name='candidate_open'),
        ),
        migrations.AddConstraint(
            model_name='candidate',
            constraint=models.UniqueConstraint(fields=('turn', 'attempt', 'position'), name='candidate_once'),
        ),
        migrations.AddConstraint(
            model_name='candidate',
            constraint=models.UniqueConstraint(fields=('turn', 'attempt', 'side'), name='one_candidate_a_side'),
        ),
    ]
