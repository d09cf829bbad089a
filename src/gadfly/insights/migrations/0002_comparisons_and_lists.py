import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('campaigns', '0006_contracts'),
        ('insights', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Behind',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('figure', models.CharField(max_length=80)),
                ('keys', models.TextField()),
                ('report', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='behind', to='insights.report')),
            ],
        ),
        migrations.AddConstraint(
            model_name='behind',
            constraint=models.UniqueConstraint(fields=('report', 'figure'), name='one_list_a_figure'),
        ),
        migrations.RemoveConstraint(
            model_name='report',
            name='one_report_a_choice',
        ),
        migrations.AddField(
            model_name='report',
            name='other',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='comparisons', to='campaigns.campaign'),
        ),
        migrations.AddConstraint(
            model_name='report',
            constraint=models.UniqueConstraint(condition=models.Q(('other', None)), fields=('campaign', 'choice'), name='one_report_a_choice'),
        ),
        migrations.AddConstraint(
            model_name='report',
            constraint=models.UniqueConstraint(condition=models.Q(('other__isnull', False)), fields=('campaign', 'other', 'choice'), name='one_comparison_a_choice'),
        ),
    ]
