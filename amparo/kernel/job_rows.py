"""The tables of background work: jobs, the slots of periodic ones, and the workers that do them."""

from django.db import models


class Job(models.Model):
    """One piece of work to do: its name and ids, never anything personal."""

    name = models.CharField(max_length=64)
    ids = models.JSONField(default=dict)
    due_at = models.DateTimeField()
    made_at = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=0)
    lease_until = models.DateTimeField(null=True)
    lease_by = models.CharField(max_length=64, blank=True)
    done_at = models.DateTimeField(null=True)
    given_up_at = models.DateTimeField(null=True)
    fault = models.CharField(max_length=200, blank=True)  # class and places, no text

    class Meta:
        db_table = "kernel_job"
        indexes = [
            models.Index(
                fields=["due_at", "id"],
                condition=models.Q(done_at=None, given_up_at=None),
                name="job_waiting",
            ),
            models.Index(fields=["done_at"], name="job_done"),
            models.Index(
                fields=["given_up_at"],
                condition=models.Q(given_up_at__isnull=False),
                name="job_given_up",
            ),
        ]


class Slot(models.Model):
    """One turn of a periodic job; the unique row lets exactly one worker take it."""

    name = models.CharField(max_length=64)
    starts_at = models.DateTimeField()

    class Meta:
        db_table = "kernel_slot"
        constraints = [models.UniqueConstraint(fields=["name", "starts_at"], name="one_turn_a_slot")]


class Worker(models.Model):
    """One running worker process and when it last gave a sign; the row goes when it stops."""

    name = models.CharField(max_length=64, primary_key=True)
    began_at = models.DateTimeField()
    seen_at = models.DateTimeField()

    class Meta:
        db_table = "kernel_worker"
