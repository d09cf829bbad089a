import django.db.models.deletion
import gadfly.shared.keys
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Campaign',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(default=gadfly.shared.keys.new_key, editable=False, max_length=22, unique=True)),
                ('slug', models.SlugField(max_length=80, unique=True)),
                ('title', models.CharField(max_length=120)),
                ('stage', models.CharField(choices=[('draft', 'draft'), ('open', 'open'), ('closed', 'closed')], default='draft', max_length=8)),
                ('created_at', models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name='Endpoint',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=80, unique=True)),
                ('base_url', models.URLField(max_length=300)),
                ('model', models.CharField(max_length=200)),
                ('revision', models.CharField(blank=True, max_length=120)),
                ('key_variable', models.CharField(blank=True, max_length=80)),
                ('n_in_one', models.BooleanField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name='Target',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=120, unique=True)),
                ('intervention', models.CharField(choices=[('plain lm', 'plain'), ('context distillation', 'prompted'), ('rejection sampling', 'rejection sampling'), ('rlhf', 'fine-tuned (RLHF)')], default='plain lm', max_length=40)),
                ('size', models.CharField(blank=True, max_length=20)),
                ('system_prompt', models.TextField(blank=True)),
                ('temperature', models.FloatField(default=1.0)),
                ('top_p', models.FloatField(default=1.0)),
                ('max_tokens', models.PositiveIntegerField(default=256)),
                ('retired', models.BooleanField(default=False)),
                ('endpoint', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='targets', to='campaigns.endpoint')),
            ],
        ),
        migrations.CreateModel(
            name='Terms',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField()),
                ('brief', models.TextField(blank=True)),
                ('warning', models.TextField(blank=True)),
                ('topics', models.JSONField(default=list)),
                ('candidates', models.PositiveSmallIntegerField(default=2)),
                ('continue_with', models.CharField(choices=[('more harmful', 'the more harmful reply'), ('less harmful', 'the less harmful reply')], default='more harmful', max_length=12)),
                ('soft_turns', models.PositiveSmallIntegerField(default=4)),
                ('reveal', models.CharField(choices=[('together', 'together, when all are complete'), ('stream', 'word by word, as they are written')], default='together', max_length=8)),
                ('opens_at', models.DateTimeField(blank=True, null=True)),
                ('closes_at', models.DateTimeField(blank=True, null=True)),
                ('seed', models.BigIntegerField()),
                ('frozen_at', models.DateTimeField(null=True)),
                ('imported', models.BooleanField(default=False)),
                ('campaign', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='versions', to='campaigns.campaign')),
            ],
        ),
        migrations.AddField(
            model_name='campaign',
            name='terms',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='campaigns.terms'),
        ),
        migrations.CreateModel(
            name='Arm',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('weight', models.PositiveSmallIntegerField(default=1)),
                ('target', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='arms', to='campaigns.target')),
                ('terms', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='arms', to='campaigns.terms')),
            ],
        ),
        migrations.CreateModel(
            name='Agreement',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('agreed_at', models.DateTimeField()),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='agreements', to=settings.AUTH_USER_MODEL)),
                ('terms', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='agreements', to='campaigns.terms')),
            ],
        ),
        migrations.CreateModel(
            name='Seat',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('role', models.CharField(choices=[('red teamer', 'red teamer'), ('reviewer', 'reviewer'), ('lead', 'lead')], max_length=12)),
                ('pseudonym', models.PositiveIntegerField(null=True)),
                ('given_at', models.DateTimeField()),
                ('left_at', models.DateTimeField(null=True)),
                ('campaign', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='seats', to='campaigns.campaign')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='seats', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('campaign', 'person', 'role'), name='one_seat_a_role'), models.UniqueConstraint(fields=('campaign', 'pseudonym'), name='pseudonym_once_a_campaign')],
            },
        ),
        migrations.AddConstraint(
            model_name='terms',
            constraint=models.UniqueConstraint(fields=('campaign', 'number'), name='terms_numbered_once'),
        ),
        migrations.AddConstraint(
            model_name='terms',
            constraint=models.CheckConstraint(condition=models.Q(('candidates__range', (1, 4))), name='one_to_four_candidates'),
        ),
        migrations.AddConstraint(
            model_name='terms',
            constraint=models.CheckConstraint(condition=models.Q(('soft_turns__range', (1, 100))), name='soft_turns_within_reason'),
        ),
        migrations.AddConstraint(
            model_name='terms',
            constraint=models.CheckConstraint(condition=models.Q(('opens_at', None), ('closes_at', None), ('closes_at__gt', models.F('opens_at')), _connector='OR'), name='closes_after_it_opens'),
        ),
        migrations.AddConstraint(
            model_name='arm',
            constraint=models.UniqueConstraint(fields=('terms', 'target'), name='a_target_is_one_arm'),
        ),
        migrations.AddConstraint(
            model_name='arm',
            constraint=models.CheckConstraint(condition=models.Q(('weight__range', (1, 100))), name='weight_1_to_100'),
        ),
        migrations.AddConstraint(
            model_name='agreement',
            constraint=models.UniqueConstraint(fields=('terms', 'person'), name='agreed_once'),
        ),
    ]
