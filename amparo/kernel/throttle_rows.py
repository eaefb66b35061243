"""The table of throttle buckets."""

from django.db import models


class Bucket(models.Model):
    """How often one subject has done one thing; the subject is a keyed digest."""

    key_digest = models.BinaryField(max_length=32)  # of action and subject
    action = models.CharField(max_length=48)
    period = models.PositiveIntegerField()  # seconds
    tries = models.JSONField(default=list)  # [moment, how many] still in the period; seconds since the epoch
    until = models.DateTimeField(null=True, db_index=True)  # when the last try leaves the period

    class Meta:
        db_table = "kernel_bucket"
        constraints = [
            models.UniqueConstraint(fields=["key_digest", "period"], name="one_bucket_a_subject"),
        ]
