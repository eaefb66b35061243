"""What a supervisor asks: is it well, and how does the queue stand."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseForbidden, JsonResponse

from amparo.kernel import clock, metrics, origin
from amparo.kernel import health as verb
from amparo.kernel.gates import machine


@machine
def health(request: HttpRequest) -> HttpResponse:
    """200 when the database, its tables and the keys are well; otherwise 503 and what is not.

    Warnings (no worker, late jobs) leave it at 200: taking the pages away would help nobody. Numbers are for
    programs on this machine only.
    """
    found = verb.look(now=clock.now())
    says = {"well": not found.faults, "faults": list(found.faults), "warnings": list(found.warnings)}
    if found.queue is not None and _is_here(request):
        beat = found.queue.heartbeat
        says["worker_seen_seconds"] = None if beat is None else round(beat.total_seconds())
        says["jobs"] = {
            "waiting": found.queue.waiting,
            "due": found.queue.due,
            "given_up": found.queue.given_up,
        }
    answer = JsonResponse(says, status=503 if found.faults else 200)
    answer.headers["Cache-Control"] = "no-store"
    return answer


@machine
def metrics_text(request: HttpRequest) -> HttpResponse:
    """Numbers for Prometheus, only to programs on this machine."""
    if not _is_here(request):
        return HttpResponseForbidden()
    answer = HttpResponse(metrics.text(verb.look(now=clock.now())), content_type=metrics.TYPE)
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _is_here(request: HttpRequest) -> bool:
    return origin.is_here(request.META, proxies=settings.CONFIG.trusted_proxies)
