from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('attacks', '0003_preference_models'),
    ]

    operations = [
        migrations.AddConstraint(
            model_name='score',
            constraint=models.CheckConstraint(condition=models.Q(('value__range', (-1e+300, 1e+300))), name='scores_are_finite'),
        ),
    ]
