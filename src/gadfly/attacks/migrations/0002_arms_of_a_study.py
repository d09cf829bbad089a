from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('attacks', '0001_initial'),
    ]

    operations = [
        migrations.AddField(
            model_name='attack',
            name='drawn_from',
            field=models.JSONField(default=list),
        ),
        migrations.AddField(
            model_name='candidate',
            name='made',
            field=models.JSONField(default=dict),
        ),
        migrations.AddField(
            model_name='turn',
            name='account',
            field=models.JSONField(default=dict),
        ),
        migrations.AddField(
            model_name='turn',
            name='reserved_money',
            field=models.PositiveBigIntegerField(default=0),
        ),
        migrations.AddField(
            model_name='turn',
            name='reserved_tokens',
            field=models.PositiveBigIntegerField(default=0),
        ),
    ]
