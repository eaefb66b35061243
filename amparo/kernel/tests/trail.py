"""Helpers of the audit trail's tests: entries to look at, and an intruder."""

import uuid

from django.db import connection

from amparo.kernel import clock
from amparo.kernel.audit import chain, record, triggers
from amparo.kernel.audit.models import Entry
from amparo.kernel.audit.verify import verify


def write(count=9):
    """Entries at positions 1 to `count`, named test.one, test.two …"""
    for name in ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine")[:count]:
        record.record(event=f"test.{name}", now=clock.now(), subject=uuid.uuid4(), facts={"name": "Ana"})
    chain.extend(now=clock.now())


def faults():
    return list(verify(now=clock.now()).faults)


def sql(text, *values):
    with connection.cursor() as cursor:
        cursor.execute(text, values)


class Intruder:
    """Somebody with the database's own password: takes the triggers away and puts them back after the deed."""

    def __enter__(self):
        triggers.take_away()
        return self

    def __exit__(self, *_):
        triggers.put()

    def swap(self, first, second, *columns):
        """Exchange some columns of the rows at two positions."""
        one, two = (Entry.objects.values(*columns).get(position=n) for n in (first, second))
        ids = [Entry.objects.get(position=n).pk for n in (first, second)]
        for column, away in (("position", -1), ("nonce", uuid.uuid4())):
            if column in columns:
                Entry.objects.filter(pk=ids[0]).update(**{column: away})
        Entry.objects.filter(pk=ids[1]).update(**one)
        Entry.objects.filter(pk=ids[0]).update(**two)
