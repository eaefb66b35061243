"""What is on record, in a form that two imports can be compared by."""

from amparo.coverage import models


def on_record():
    """Every member with everything that hangs on them, without ids and times."""
    found = {}
    people = {}
    for m in models.Member.objects.select_related("household__broker", "person").order_by("own_key"):
        kept = {
            f.name: getattr(m, f.name)
            for f in m._meta.concrete_fields
            if f.name not in {"id", "uuid", "person", "household", "changed_at", "ssn_digest"}
        }
        kept["ssn"] = bytes(m.ssn_digest).hex() if m.ssn_digest else ""
        kept["person"] = people.setdefault(m.person_id, m.own_key)
        household, broker = m.household, m.household.broker
        kept["household"] = (
            household.subscriber_no,
            household.group_no,
            household.sponsor,
            broker and broker.broker_id,
        )
        kept["spans"] = sorted(
            (s.kind, s.product_code, s.plan_text, s.tier, s.starts_on, str(s.ends_on), s.void)
            for s in models.Span.objects.filter(member=m)
        )
        kept["care"] = sorted(
            models.PrimaryCare.objects.filter(member=m).values_list("kind", "npi", "name", "phone")
        )
        kept["answering"] = sorted(
            models.Representative.objects.filter(member=m).values_list("kind", "name", "phone")
        )
        found[m.own_key] = kept
    return found


def findings(file=None):
    rows = models.Finding.objects.order_by("file_id", "line", "segment", "code")
    rows = rows.filter(file=file) if file else rows
    return [(r.code, r.severity, r.line, r.member_no) for r in rows]


def spans(own_key):
    rows = models.Span.objects.filter(member__own_key=own_key).order_by("kind", "starts_on")
    return [
        (s.kind, s.product_code, s.starts_on.isoformat(), s.ends_on and s.ends_on.isoformat(), s.void)
        for s in rows
    ]
