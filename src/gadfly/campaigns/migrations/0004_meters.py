from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('campaigns', '0003_arms_of_a_study'),
    ]

    operations = [
        migrations.AddField(
            model_name='meter',
            name='held_money',
            field=models.PositiveBigIntegerField(default=0),
        ),
        migrations.AddField(
            model_name='meter',
            name='held_tokens',
            field=models.PositiveBigIntegerField(default=0),
        ),
        migrations.AddField(
            model_name='meter',
            name='hour',
            field=models.PositiveIntegerField(default=0),
        ),
        migrations.AddField(
            model_name='meter',
            name='in_hour',
            field=models.PositiveIntegerField(default=0),
        ),
    ]
