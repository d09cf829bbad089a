import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('attacks', '0002_arms_of_a_study'),
        ('campaigns', '0005_preference_models'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Rescoring',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('scorer', models.CharField(max_length=80)),
                ('state', models.CharField(choices=[('waiting', 'waits for a worker'), ('running', 'under way'), ('done', 'done'), ('failed', 'failed')], default='waiting', max_length=8)),
                ('total', models.PositiveIntegerField()),
                ('done', models.PositiveIntegerField(default=0)),
                ('last', models.PositiveBigIntegerField(default=0)),
                ('error', models.CharField(blank=True, max_length=300)),
                ('asked_at', models.DateTimeField()),
                ('ended_at', models.DateTimeField(null=True)),
                ('campaign', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='rescorings', to='campaigns.campaign')),
            ],
            options={
                'constraints': [models.UniqueConstraint(condition=models.Q(('state__in', ('waiting', 'running'))), fields=('campaign', 'scorer'), name='rescored_once_at_a_time')],
            },
        ),
        migrations.CreateModel(
            name='Teaching',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('family', models.CharField(max_length=40)),
                ('version', models.PositiveIntegerField()),
                ('state', models.CharField(choices=[('waiting', 'waits for a worker'), ('running', 'under way'), ('done', 'done'), ('failed', 'failed')], default='waiting', max_length=8)),
                ('pairs', models.PositiveIntegerField(null=True)),
                ('fits', models.PositiveIntegerField(default=0)),
                ('error', models.CharField(blank=True, max_length=300)),
                ('asked_at', models.DateTimeField()),
                ('ended_at', models.DateTimeField(null=True)),
                ('asked_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('campaign', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='teachings', to='campaigns.campaign')),
                ('scorer', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='campaigns.scorer')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('family', 'version'), name='one_teaching_a_version'), models.UniqueConstraint(condition=models.Q(('state__in', ('waiting', 'running'))), fields=('campaign',), name='taught_once_at_a_time')],
            },
        ),
    ]
