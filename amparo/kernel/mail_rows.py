"""The table of mails waiting to go, sealed until they are sent and then wiped."""

from django.db import models


class WaitingMail(models.Model):
    """One mail; address, subject and text are sealed together, and wiped when it went or never will."""

    sealed_letter = models.BinaryField(null=True)
    made_at = models.DateTimeField(db_index=True)
    sent_at = models.DateTimeField(null=True)
    refused_at = models.DateTimeField(null=True)
    refusal_code = models.CharField(max_length=16, blank=True)  # SMTP's three digits, or a word of ours

    class Meta:
        db_table = "kernel_mail"
