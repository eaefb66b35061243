"""The database's own refusal to change or delete an audit entry, on SQLite and PostgreSQL."""

from __future__ import annotations

from django.db import connection

ENTRY, ANCHOR = "kernel_audit_entry", "kernel_audit_anchor"
SAYS = "the audit trail only grows"
KEPT = ("id", "at", "event", "actor", "subject", "sealed_facts", "nonce", "kid", "mac")

_SAME = " AND ".join(f"OLD.{column} IS NEW.{column}" for column in KEPT)
_FILLS = (
    "OLD.position IS NULL AND OLD.chain_mac IS NULL AND NEW.position IS NOT NULL AND NEW.chain_mac IS NOT NULL"
)

SQLITE = {
    "audit_entry_update": (
        f"CREATE TRIGGER audit_entry_update BEFORE UPDATE ON {ENTRY} WHEN NOT ({_FILLS} AND {_SAME}) "
        f"BEGIN SELECT RAISE(ABORT, '{SAYS}'); END"
    ),
    "audit_entry_delete": (
        f"CREATE TRIGGER audit_entry_delete BEFORE DELETE ON {ENTRY} BEGIN SELECT RAISE(ABORT, '{SAYS}'); END"
    ),
    # INSERT OR REPLACE deletes without asking the trigger above
    "audit_entry_insert": (
        f"CREATE TRIGGER audit_entry_insert BEFORE INSERT ON {ENTRY} WHEN NEW.position IS NOT NULL "
        f"OR NEW.chain_mac IS NOT NULL OR EXISTS (SELECT 1 FROM {ENTRY} WHERE id = NEW.id OR nonce = NEW.nonce) "
        f"BEGIN SELECT RAISE(ABORT, '{SAYS}'); END"
    ),
    "audit_anchor_update": (
        f"CREATE TRIGGER audit_anchor_update BEFORE UPDATE ON {ANCHOR} BEGIN SELECT RAISE(ABORT, '{SAYS}'); END"
    ),
    "audit_anchor_delete": (
        f"CREATE TRIGGER audit_anchor_delete BEFORE DELETE ON {ANCHOR} BEGIN SELECT RAISE(ABORT, '{SAYS}'); END"
    ),
}

_CHANGED = " OR ".join(f"OLD.{column} IS DISTINCT FROM NEW.{column}" for column in KEPT)
FUNCTIONS = f"""
CREATE OR REPLACE FUNCTION audit_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION '{SAYS}' USING ERRCODE = 'integrity_constraint_violation'; END $$;
"""
POSTGRESQL = {
    "audit_entry_update": (
        f"CREATE TRIGGER audit_entry_update BEFORE UPDATE ON {ENTRY} FOR EACH ROW "
        f"WHEN (NOT ({_FILLS}) OR {_CHANGED}) EXECUTE FUNCTION audit_refuse()"
    ),
    "audit_entry_delete": (
        f"CREATE TRIGGER audit_entry_delete BEFORE DELETE ON {ENTRY} FOR EACH ROW EXECUTE FUNCTION audit_refuse()"
    ),
    "audit_entry_insert": (
        f"CREATE TRIGGER audit_entry_insert BEFORE INSERT ON {ENTRY} FOR EACH ROW "
        "WHEN (NEW.position IS NOT NULL OR NEW.chain_mac IS NOT NULL) EXECUTE FUNCTION audit_refuse()"
    ),
    "audit_entry_truncate": f"CREATE TRIGGER audit_entry_truncate BEFORE TRUNCATE ON {ENTRY} EXECUTE FUNCTION audit_refuse()",
    "audit_anchor_update": (
        f"CREATE TRIGGER audit_anchor_update BEFORE UPDATE OR DELETE ON {ANCHOR} "
        "FOR EACH ROW EXECUTE FUNCTION audit_refuse()"
    ),
    "audit_anchor_truncate": f"CREATE TRIGGER audit_anchor_truncate BEFORE TRUNCATE ON {ANCHOR} EXECUTE FUNCTION audit_refuse()",
}


def put() -> None:
    """Set up the refusal; what is there is left as it is."""
    absent = missing()
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(FUNCTIONS)
        for name in absent:
            cursor.execute(_all()[name])


def missing() -> list[str]:
    """The names of the triggers that are not there (or, on PostgreSQL, are switched off)."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
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
    there = set(_all()) - set(missing())
    with connection.cursor() as cursor:
        for name in sorted(there):
            table = ANCHOR if "anchor" in name else ENTRY
            cursor.execute(f"DROP TRIGGER {name}" + (f" ON {table}" if connection.vendor == "postgresql" else ""))


def _all() -> dict[str, str]:
    return POSTGRESQL if connection.vendor == "postgresql" else SQLITE
