from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('campaigns', '0006_contracts'),
    ]

    operations = [
        migrations.AddField(
            model_name='scorer',
            name='origin',
            field=models.CharField(choices=[('here', 'Here'), ('shown', 'Shown'), ('unknown', 'Unknown')], default='here', max_length=8),
        ),
        migrations.AddConstraint(
            model_name='scorer',
            constraint=models.CheckConstraint(condition=models.Q(('origin__in', ['here', 'shown', 'unknown'])), name='origin_is_known'),
        ),
    ]
