"""What stands in the books is not altered or taken away, whoever holds the database's handle.

Statements are bound from the moment they are submitted; rate cards, runs and the books at once. On
SQLite a later migration that rebuilds one of the tables drops its triggers; a test notices.
"""

from typing import Any

from django.db import migrations

ALWAYS = ("ratecard", "run", "account", "entry", "line")
BOUND = "EXISTS (SELECT 1 FROM ledger_statement WHERE id = %s.statement_id AND state <> 'draft')"
FIXED = ("campaign_id", "person_id", "card_id", "country", "floor", "currency", "seconds", "amount", "until")
ALTERED = " OR ".join(f"NEW.{name} <> OLD.{name}" for name in FIXED)
BACK = (
    "(OLD.state IN ('approved', 'exported') AND NEW.state IN ('draft', 'pending'))"
    " OR (OLD.state = 'exported' AND NEW.state <> 'exported')"
)
RULES = [
    *(
        (f"ledger_{table}_{act}", act, f"ledger_{table}", "1 = 1")
        for table in ALWAYS
        for act in ("update", "delete")
    ),
    *(
        (f"ledger_{table}_{act}", act, f"ledger_{table}", BOUND % ("NEW" if act == "insert" else "OLD"))
        for table in ("statementline", "stint")
        for act in ("insert", "update", "delete")
    ),
    (
        "ledger_statement_update",
        "update",
        "ledger_statement",
        f"OLD.state <> 'draft' AND ({ALTERED} OR {BACK})",
    ),
    ("ledger_statement_delete", "delete", "ledger_statement", "OLD.state <> 'draft'"),
    (
        "ledger_line_insert",
        "insert",
        "ledger_line",
        "(SELECT COUNT(DISTINCT currency) FROM ledger_account WHERE id IN (NEW.debit_id, NEW.credit_id)) > 1",
    ),
]
SAYS = "what stands in the ledger is not altered"


def guard(_apps: Any, schema_editor: Any) -> None:
    """Put the triggers in place."""
    sqlite = schema_editor.connection.vendor == "sqlite"
    for name, act, table, refused in RULES:
        for statement in _sqlite(name, act, table, refused) if sqlite else _postgresql(name, act, table, refused):
            schema_editor.execute(statement, params=None)


def release(_apps: Any, schema_editor: Any) -> None:
    """Take them away."""
    sqlite = schema_editor.connection.vendor == "sqlite"
    for name, _, table, _ in RULES:
        schema_editor.execute(f"DROP TRIGGER {name}" + ("" if sqlite else f" ON {table}"), params=None)
        if not sqlite:
            schema_editor.execute(f"DROP FUNCTION {name}", params=None)


def _sqlite(name: str, act: str, table: str, refused: str) -> list[str]:
    return [
        f"CREATE TRIGGER {name} BEFORE {act.upper()} ON {table} WHEN {refused}"
        f" BEGIN SELECT RAISE(ABORT, '{SAYS}'); END"
    ]


def _postgresql(name: str, act: str, table: str, refused: str) -> list[str]:
    row = "OLD" if act == "delete" else "NEW"
    return [
        f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
        f" IF {refused} THEN RAISE check_violation USING MESSAGE = '{SAYS}'; END IF;"
        f" RETURN {row}; END $$",
        f"CREATE TRIGGER {name} BEFORE {act.upper()} ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()",
    ]


class Migration(migrations.Migration):
    """Triggers on the ledger's tables."""

    dependencies = [("ledger", "0001_initial")]
    operations = [migrations.RunPython(guard, release)]
