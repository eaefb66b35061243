"""The table of sealed sessions."""

from django.db import models


class SealedSession(models.Model):
    """One session: its key is a keyed hash of the cookie, its content is sealed and bound to that key."""

    row_key = models.CharField(primary_key=True, max_length=40)
    sealed_data = models.BinaryField()
    expires_at = models.DateTimeField(db_index=True)

    class Meta:
        db_table = "kernel_session"
