"""Terms that are frozen are not altered, whoever holds the database's handle.

Deleting them is left to foreign keys: attacks protect the terms and arms they were made on.
Imported terms take the arms their file names as they are met.

On SQLite a later migration that rebuilds one of the two tables drops its triggers; a test notices.
"""

from typing import Any

from django.db import migrations

FROZEN = "EXISTS (SELECT 1 FROM campaigns_terms WHERE frozen_at IS NOT NULL AND %s)"
BEFORE_AND_AFTER = FROZEN % "id IN (OLD.terms_id, NEW.terms_id)"
TAKEN = FROZEN % "id = NEW.terms_id AND NOT imported"

SQLITE = [
    """
    CREATE TRIGGER frozen_terms BEFORE UPDATE ON campaigns_terms WHEN OLD.frozen_at IS NOT NULL
    BEGIN SELECT RAISE(ABORT, 'frozen terms are not altered'); END
    """,
    f"""
    CREATE TRIGGER frozen_arms BEFORE UPDATE ON campaigns_arm WHEN {BEFORE_AND_AFTER}
    BEGIN SELECT RAISE(ABORT, 'arms of frozen terms are not altered'); END
    """,
    f"""
    CREATE TRIGGER no_new_arms BEFORE INSERT ON campaigns_arm WHEN {TAKEN}
    BEGIN SELECT RAISE(ABORT, 'frozen terms take no more arms'); END
    """,
]
POSTGRESQL = [
    """
    CREATE FUNCTION frozen_terms() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF OLD.frozen_at IS NOT NULL THEN
            RAISE check_violation USING MESSAGE = 'frozen terms are not altered';
        END IF;
        RETURN NEW;
    END $$
    """,
    f"""
    CREATE FUNCTION frozen_arms() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF {BEFORE_AND_AFTER} THEN
            RAISE check_violation USING MESSAGE = 'arms of frozen terms are not altered';
        END IF;
        RETURN NEW;
    END $$
    """,
    f"""
    CREATE FUNCTION no_new_arms() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF {TAKEN} THEN
            RAISE check_violation USING MESSAGE = 'frozen terms take no more arms';
        END IF;
        RETURN NEW;
    END $$
    """,
    "CREATE TRIGGER frozen_terms BEFORE UPDATE ON campaigns_terms"
    " FOR EACH ROW EXECUTE FUNCTION frozen_terms()",
    "CREATE TRIGGER frozen_arms BEFORE UPDATE ON campaigns_arm"
    " FOR EACH ROW EXECUTE FUNCTION frozen_arms()",
    "CREATE TRIGGER no_new_arms BEFORE INSERT ON campaigns_arm"
    " FOR EACH ROW EXECUTE FUNCTION no_new_arms()",
]
SQLITE_AWAY = ["DROP TRIGGER frozen_terms", "DROP TRIGGER frozen_arms", "DROP TRIGGER no_new_arms"]
POSTGRESQL_AWAY = [
    "DROP TRIGGER frozen_terms ON campaigns_terms",
    "DROP TRIGGER frozen_arms ON campaigns_arm",
    "DROP TRIGGER no_new_arms ON campaigns_arm",
    "DROP FUNCTION frozen_terms",
    "DROP FUNCTION frozen_arms",
    "DROP FUNCTION no_new_arms",
]


def guard(_apps: Any, schema_editor: Any) -> None:
    """Put the triggers in place."""
    _run(schema_editor, SQLITE if schema_editor.connection.vendor == "sqlite" else POSTGRESQL)


def release(_apps: Any, schema_editor: Any) -> None:
    """Take them away."""
    _run(schema_editor, SQLITE_AWAY if schema_editor.connection.vendor == "sqlite" else POSTGRESQL_AWAY)


def _run(schema_editor: Any, statements: list[str]) -> None:
    for statement in statements:
        schema_editor.execute(statement, params=None)


class Migration(migrations.Migration):
    """Triggers on the terms and their arms."""

    dependencies = [("campaigns", "0001_initial")]
    operations = [migrations.RunPython(guard, release)]
