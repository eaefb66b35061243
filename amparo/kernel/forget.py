"""Deletes what the kernel no longer needs, a little every hour."""

from __future__ import annotations

from datetime import datetime, timedelta

from amparo.kernel import mailer, throttle
from amparo.kernel.job_rows import Job, Slot, Worker
from amparo.kernel.jobs import every

DONE_JOBS = timedelta(days=7)
SLOTS = timedelta(days=30)
LOST_WORKERS = timedelta(days=1)


@every("kernel.forget_jobs", minutes=60)
def forget_jobs(*, now: datetime) -> None:
    """Done jobs after a week, slots after a month, workers that were lost after a day."""
    Job.objects.filter(done_at__lt=now - DONE_JOBS).delete()
    Slot.objects.filter(starts_at__lt=now - SLOTS).delete()
    Worker.objects.filter(seen_at__lt=now - LOST_WORKERS).delete()


@every("throttle.forget", minutes=60)
def forget_buckets(*, now: datetime) -> None:
    """Throttle buckets whose tries have all left their period."""
    throttle.forget(now=now)


@every("mail.forget", minutes=60)
def forget_mails(*, now: datetime) -> None:
    """Mails that could not be sent, and the notes of old ones."""
    mailer.forget(now=now)
