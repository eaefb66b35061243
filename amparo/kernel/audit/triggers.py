"""The database's own refusal to change or delete an audit entry, on SQLite and PostgreSQL."""

from __future__ import annotations

from django.db import connection

ENTRY, ANCHOR = "kernel_audit_entry", "kernel_audit_anchor"
SAYS = "the audit trail only grows"
KEPT = ("id", "at", "event", "actor", "subject", "sealed_facts", "nonce", "kid", "mac")

_EMPTY = "{0}.position IS NULL AND {0}.chain_mac IS NULL"
_CHAINS = f"{_EMPTY.format('OLD')} AND NEW.position IS NOT NULL AND NEW.chain_mac IS NOT NULL"
_SAME = {
    "sqlite": " AND ".join(f"OLD.{column} IS NEW.{column}" for column in KEPT),
    "postgresql": " AND ".join(f"OLD.{column} IS NOT DISTINCT FROM NEW.{column}" for column in KEPT),
}
# INSERT OR REPLACE of SQLite takes a row away without asking the trigger on DELETE
_REPLACES = f"EXISTS (SELECT 1 FROM {ENTRY} WHERE id = NEW.id OR nonce = NEW.nonce)"  # noqa: S608

# what it watches, table, on which rows
_SQLITE = {
    "audit_entry_insert": ("INSERT", ENTRY, f"NOT ({_EMPTY.format('NEW')}) OR {_REPLACES}"),
    "audit_entry_update": ("UPDATE", ENTRY, f"NOT ({_CHAINS} AND {_SAME['sqlite']})"),
    "audit_entry_delete": ("DELETE", ENTRY, ""),
    "audit_anchor_update": ("UPDATE", ANCHOR, ""),
    "audit_anchor_delete": ("DELETE", ANCHOR, ""),
}
_POSTGRESQL = {
    "audit_entry_insert": ("INSERT", ENTRY, f"NOT ({_EMPTY.format('NEW')})"),
    "audit_entry_update": ("UPDATE", ENTRY, f"NOT ({_CHAINS} AND {_SAME['postgresql']})"),
    "audit_entry_delete": ("DELETE", ENTRY, ""),
    "audit_entry_truncate": ("TRUNCATE", ENTRY, ""),
    "audit_anchor_update": ("UPDATE", ANCHOR, ""),
    "audit_anchor_delete": ("DELETE", ANCHOR, ""),
    "audit_anchor_truncate": ("TRUNCATE", ANCHOR, ""),
}
_FUNCTION = f"""
CREATE OR REPLACE FUNCTION audit_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION '{SAYS}' USING ERRCODE = 'integrity_constraint_violation'; END $$
"""


def put() -> None:
    """Set up the refusal; what is there is left as it is."""
    absent = missing()
    with connection.cursor() as cursor:
        if _on_postgresql():
            cursor.execute(_FUNCTION)
        for name in absent:
            cursor.execute(_sql(name))


def missing() -> list[str]:
    """The names of the triggers that are not there (or, on PostgreSQL, are switched off)."""
    with connection.cursor() as cursor:
        if _on_postgresql():
            cursor.execute(
                "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled IN ('O', 'A') "
                "AND tgrelid IN (to_regclass(%s), to_regclass(%s))",
                [ENTRY, ANCHOR],
            )
        else:
            cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
        there = {row[0] for row in cursor.fetchall()}
    return [name for name in _all() if name not in there]


def take_away() -> None:
    """Remove the refusal. For undoing the migration and for tests that play the intruder."""
    with connection.cursor() as cursor:
        for name, (_, table, _) in _all().items():
            cursor.execute(f"DROP TRIGGER IF EXISTS {name}" + (f" ON {table}" if _on_postgresql() else ""))


def _all() -> dict[str, tuple[str, str, str]]:
    return _POSTGRESQL if _on_postgresql() else _SQLITE


def _sql(name: str) -> str:
    deed, table, when = _all()[name]
    begin = f"CREATE TRIGGER {name} BEFORE {deed} ON {table}"
    if not _on_postgresql():
        return f"{begin} {f'WHEN {when}' if when else ''} BEGIN SELECT RAISE(ABORT, '{SAYS}'); END"
    rows = "" if deed == "TRUNCATE" else "FOR EACH ROW"
    return f"{begin} {rows} {f'WHEN ({when})' if when else ''} EXECUTE FUNCTION audit_refuse()"


def _on_postgresql() -> bool:
    return connection.vendor == "postgresql"
