"""The house's numbers in the text form that Prometheus reads."""

from __future__ import annotations

from amparo import __version__
from amparo.kernel.health import Health

TYPE = "text/plain; version=0.0.4; charset=utf-8"


def text(found: Health) -> str:
    """One gauge after the other; those of the queue are left out when the database did not answer."""
    values: dict[str, tuple[str, float]] = {
        "amparo_well": ("1 when database, tables and keys are well.", int(not found.faults)),
    }
    if found.queue is not None:
        queue, seen = found.queue, found.queue.heartbeat
        values |= {
            "amparo_jobs_waiting": ("Jobs not done and not given up.", queue.waiting),
            "amparo_jobs_due": ("Jobs that could be done now.", queue.due),
            "amparo_jobs_oldest_due_seconds": (
                "How long the job due longest has waited.",
                queue.oldest_due.total_seconds(),
            ),
            "amparo_jobs_given_up": ("Jobs that nobody tries any more.", queue.given_up),
            "amparo_jobs_unknown": ("Jobs whose name this release does not know.", queue.unknown),
            "amparo_workers": ("Workers that gave a sign within two leases.", queue.workers),
            "amparo_worker_heartbeat_age_seconds": (
                "Since any worker last gave a sign; -1 for never.",
                -1 if seen is None else seen.total_seconds(),
            ),
            "amparo_mails_waiting": ("Mails not sent yet.", found.mails_waiting),
            "amparo_mails_refused": ("Mails refused for good or too old, of 90 days.", found.mails_refused),
            "amparo_audit_unchained": ("Audit entries that the chain does not hold yet.", found.unchained),
        }
    lines = ["# TYPE amparo_info gauge", f'amparo_info{{version="{__version__}"}} 1']
    for name, (says, value) in values.items():
        lines += [f"# HELP {name} {says}", f"# TYPE {name} gauge", f"{name} {round(value, 3):g}"]
    return "\n".join(lines) + "\n"
