"""The table of sealed sessions."""

from django.db import models


class SealedSession(models.Model):
    """One session: the row's key is a MAC of the cookie, its content is sealed."""

    session_key = models.CharField(primary_key=True, max_length=40)
    session_data = models.TextField()
    expire_date = models.DateTimeField(db_index=True)

    class Meta:
        db_table = "kernel_session"
