"""The kernel's tables, each declared beside the code that uses it; Django finds them through this file."""

from amparo.kernel.audit.models import Anchor, Entry
from amparo.kernel.job_rows import Job, Slot, Worker
from amparo.kernel.mail_rows import WaitingMail
from amparo.kernel.session_rows import SealedSession
from amparo.kernel.throttle_rows import Bucket
from amparo.kernel.vault.models import KeyCheck

__all__ = ["Anchor", "Bucket", "Entry", "Job", "KeyCheck", "SealedSession", "Slot", "WaitingMail", "Worker"]
