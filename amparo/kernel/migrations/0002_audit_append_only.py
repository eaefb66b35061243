"""Lets the database itself refuse to change or delete an audit entry."""

from django.db import migrations

from amparo.kernel.audit import triggers


class Migration(migrations.Migration):
    dependencies = [("kernel", "0001_initial")]

    operations = [
        migrations.RunPython(lambda apps, schema: triggers.put(), lambda apps, schema: triggers.take_away()),
    ]
