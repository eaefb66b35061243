"""A database is born knowing the keys that it will be written with."""

from django.db import migrations

from amparo.kernel import clock
from amparo.kernel.vault import keyring


def note(apps, schema):
    checks = apps.get_model("kernel", "KeyCheck").objects
    ring = keyring.ring()
    for name in ring.names():
        for key in ring.generations(name):
            seen = {"check_value": key.check_value(name), "noted_at": clock.now()}
            checks.get_or_create(name=name, kid=key.kid, defaults=seen)


class Migration(migrations.Migration):
    dependencies = [("kernel", "0002_audit_append_only")]

    operations = [migrations.RunPython(note, migrations.RunPython.noop)]
