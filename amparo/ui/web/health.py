"""What a supervisor asks: is it well, and how does the queue stand."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseForbidden, JsonResponse

from amparo import __version__
from amparo.kernel import clock
from amparo.kernel import health as verb
from amparo.kernel.gates import machine

LOOPBACK = frozenset({"127.0.0.1", "::1"})


@machine
def health(request: HttpRequest) -> HttpResponse:
    """200 when the database, its tables and the keys are well; otherwise 503 and what is not."""
    found = verb.look(now=clock.now())
    answer = JsonResponse({"well": not found.faults, "faults": list(found.faults)})
    answer.status_code = 503 if found.faults else 200
    answer.headers["Cache-Control"] = "no-store"
    return answer


@machine
def metrics(request: HttpRequest) -> HttpResponse:
    """Numbers for Prometheus, only to this machine."""
    if request.META.get("REMOTE_ADDR") not in LOOPBACK or "X-Forwarded-For" in request.headers:
        return HttpResponseForbidden()
    found = verb.look(now=clock.now())
    lines = [
        f'amparo_info{{version="{__version__}"}} 1',
        f"amparo_well {int(not found.faults)}",
        f"amparo_jobs_waiting {found.waiting}",
        f"amparo_jobs_due {found.due}",
        f"amparo_jobs_given_up {found.given_up}",
        f"amparo_audit_unchained {found.unchained}",
        f"amparo_worker_seen_seconds {found.worker_seen_seconds}",
    ]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; version=0.0.4")
