import django.db.models.deletion
import gadfly.shared.keys
from django.db import migrations, models


def give_keys(apps, schema_editor):
    for endpoint in apps.get_model("campaigns", "Endpoint").objects.all():
        endpoint.key = gadfly.shared.keys.new_key()
        endpoint.save(update_fields=["key"])


def write_recipes(apps, schema_editor):
    for target in apps.get_model("campaigns", "Target").objects.exclude(system_prompt=""):
        target.recipe = [{"kind": "system prompt", "text": target.system_prompt}]
        target.save(update_fields=["recipe"])


class Migration(migrations.Migration):

    dependencies = [
        ('campaigns', '0002_frozen_terms'),
    ]

    operations = [
        migrations.CreateModel(
            name='Meter',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('scope', models.CharField(max_length=60, unique=True)),
                ('tokens', models.PositiveBigIntegerField(default=0)),
                ('turns', models.PositiveIntegerField(default=0)),
                ('at_once', models.PositiveIntegerField(default=0)),
                ('money', models.PositiveBigIntegerField(default=0)),
            ],
        ),
        migrations.AddField(
            model_name='arm',
            name='quota',
            field=models.PositiveIntegerField(null=True),
        ),
        migrations.AddField(
            model_name='endpoint',
            name='at_once',
            field=models.PositiveSmallIntegerField(null=True),
        ),
        migrations.AddField(
            model_name='endpoint',
            name='checked_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name='endpoint',
            name='context',
            field=models.PositiveIntegerField(null=True),
        ),
        migrations.AddField(
            model_name='endpoint',
            name='form',
            field=models.CharField(choices=[('chat', 'chat completions'), ('raw', "raw completions of the dialogue's text")], default='chat', max_length=8),
        ),
        migrations.AddField(
            model_name='endpoint',
            name='found',
            field=models.JSONField(default=dict),
        ),
        migrations.AddField(
            model_name='endpoint',
            name='key',
            field=models.CharField(default="", editable=False, max_length=22),
        ),
        migrations.RunPython(give_keys, migrations.RunPython.noop),
        migrations.AlterField(
            model_name='endpoint',
            name='key',
            field=models.CharField(default=gadfly.shared.keys.new_key, editable=False, max_length=22, unique=True),
        ),
        migrations.AddField(
            model_name='endpoint',
            name='price_in',
            field=models.DecimalField(decimal_places=6, max_digits=12, null=True),
        ),
        migrations.AddField(
            model_name='endpoint',
            name='price_out',
            field=models.DecimalField(decimal_places=6, max_digits=12, null=True),
        ),
        migrations.AddField(
            model_name='endpoint',
            name='retired',
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name='endpoint',
            name='sealed_key',
            field=models.TextField(blank=True),
        ),
        migrations.AddField(
            model_name='endpoint',
            name='size',
            field=models.CharField(blank=True, max_length=20),
        ),
        migrations.AddField(
            model_name='target',
            name='recipe',
            field=models.JSONField(default=list),
        ),
        migrations.RunPython(write_recipes, migrations.RunPython.noop),
        migrations.RemoveField(
            model_name='target',
            name='system_prompt',
        ),
        migrations.AlterField(
            model_name='target',
            name='intervention',
            field=models.CharField(choices=[('plain lm', 'plain'), ('context distillation', 'prompted'), ('rejection sampling', 'rejection sampling'), ('rlhf', 'fine-tuned (RLHF)'), ('system prompt', 'system prompt'), ('critique and revise', 'critique and revise'), ('filter', 'filter')], default='plain lm', max_length=40),
        ),
        migrations.CreateModel(
            name='Budget',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('scope', models.CharField(choices=[('endpoint', 'everything asked of one endpoint'), ('campaign', 'everything asked in one campaign'), ('person', 'what each person asks for in one campaign')], max_length=8)),
                ('tokens', models.PositiveBigIntegerField(null=True)),
                ('turns', models.PositiveIntegerField(null=True)),
                ('turns_an_hour', models.PositiveIntegerField(null=True)),
                ('at_once', models.PositiveSmallIntegerField(null=True)),
                ('money', models.PositiveBigIntegerField(null=True)),
                ('campaign', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='budgets', to='campaigns.campaign')),
                ('endpoint', models.OneToOneField(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='budget', to='campaigns.endpoint')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('scope', 'campaign'), name='one_budget_a_scope'), models.CheckConstraint(condition=models.Q(models.Q(('campaign', None), ('endpoint__isnull', False), ('scope', 'endpoint')), models.Q(models.Q(('scope', 'endpoint'), _negated=True), ('campaign__isnull', False), ('endpoint', None)), _connector='OR'), name='a_budget_is_of_something')],
            },
        ),
    ]
