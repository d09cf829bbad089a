from importlib import import_module

import django.db.models.deletion
import gadfly.shared.keys
from django.conf import settings
from django.db import migrations, models


frozen = import_module("gadfly.campaigns.migrations.0002_frozen_terms")  # its name begins with a digit


class Migration(migrations.Migration):

    dependencies = [
        ('campaigns', '0004_meters'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RunPython(frozen.release, frozen.guard),  # SQLite rebuilds the table of the terms
        migrations.AddField(
            model_name='endpoint',
            name='learnt_from',
            field=models.JSONField(default=list),
        ),
        migrations.AddField(
            model_name='terms',
            name='reference',
            field=models.CharField(blank=True, max_length=80),
        ),
        migrations.CreateModel(
            name='Scorer',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(default=gadfly.shared.keys.new_key, editable=False, max_length=22, unique=True)),
                ('name', models.CharField(max_length=80, unique=True)),
                ('family', models.CharField(max_length=40)),
                ('version', models.PositiveIntegerField()),
                ('kind', models.CharField(max_length=40)),
                ('card', models.TextField()),
                ('figures', models.JSONField(default=dict)),
                ('made_at', models.DateTimeField()),
                ('made_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='scorers', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='Lesson',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('pairs', models.PositiveIntegerField()),
                ('campaign', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='lessons', to='campaigns.campaign')),
                ('scorer', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='lessons', to='campaigns.scorer')),
            ],
        ),
        migrations.AddConstraint(
            model_name='scorer',
            constraint=models.UniqueConstraint(fields=('family', 'version'), name='one_scorer_a_version'),
        ),
        migrations.AddConstraint(
            model_name='lesson',
            constraint=models.UniqueConstraint(fields=('scorer', 'campaign'), name='one_lesson_a_campaign'),
        ),
        migrations.AddConstraint(
            model_name='lesson',
            constraint=models.CheckConstraint(condition=models.Q(('pairs__gt', 0)), name='a_lesson_has_pairs'),
        ),
        migrations.RunPython(frozen.guard, frozen.release),
    ]
