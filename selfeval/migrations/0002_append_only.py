"""Make audit events, cell changes and snapshots append-only in the database itself."""

from collections.abc import Iterator
from typing import ClassVar

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

TABLES = ("selfeval_auditevent", "selfeval_cellchange", "selfeval_evaluationsnapshot")
MESSAGE = "记录只能追加，不能修改或删除"


def install(apps: Apps | None, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Create the triggers that refuse UPDATE and DELETE (and TRUNCATE, which only PostgreSQL has)."""
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(
            f"""
            CREATE OR REPLACE FUNCTION selfeval_refuse_change() RETURNS trigger LANGUAGE plpgsql AS
            $$ BEGIN RAISE EXCEPTION '{MESSAGE}' USING ERRCODE = 'restrict_violation'; END $$
            """
        )
    for table in TABLES:
        for statement in _create(schema_editor.connection.vendor, table):
            schema_editor.execute(statement)


def remove(apps: Apps | None, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Drop the triggers."""
    vendor = schema_editor.connection.vendor
    for table in TABLES:
        for action in ("update", "delete", "truncate") if vendor == "postgresql" else ("update", "delete"):
            on_table = f" ON {table}" if vendor == "postgresql" else ""
            schema_editor.execute(f"DROP TRIGGER IF EXISTS {table}_no_{action}{on_table}")
    if vendor == "postgresql":
        schema_editor.execute("DROP FUNCTION IF EXISTS selfeval_refuse_change()")


def _create(vendor: str, table: str) -> Iterator[str]:
    for action in ("update", "delete"):
        if vendor == "postgresql":
            yield (
                f"CREATE TRIGGER {table}_no_{action} BEFORE {action.upper()} ON {table} "
                "FOR EACH ROW EXECUTE FUNCTION selfeval_refuse_change()"
            )
        else:
            yield (
                f"CREATE TRIGGER {table}_no_{action} BEFORE {action.upper()} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, '{MESSAGE}'); END"
            )
    if vendor == "postgresql":
        yield (
            f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION selfeval_refuse_change()"
        )


class Migration(migrations.Migration):
    """Triggers, written per kind of database."""

    dependencies: ClassVar = [("selfeval", "0001_initial")]
    operations: ClassVar = [migrations.RunPython(install, remove)]
