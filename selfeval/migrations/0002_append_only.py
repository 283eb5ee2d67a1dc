"""Make audit events, cell changes and snapshots append-only in the database itself."""

from django.db import migrations

TABLES = ("selfeval_auditevent", "selfeval_cellchange", "selfeval_evaluationsnapshot")
MESSAGE = "记录只能追加，不能修改或删除"


def install(apps, schema_editor):
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


def remove(apps, schema_editor):
    """Drop the triggers."""
    vendor = schema_editor.connection.vendor
    for table in TABLES:
        for action in ("update", "delete", "truncate") if vendor == "postgresql" else ("update", "delete"):
            on_table = f" ON {table}" if vendor == "postgresql" else ""
            schema_editor.execute(f"DROP TRIGGER IF EXISTS {table}_no_{action}{on_table}")
    if vendor == "postgresql":
        schema_editor.execute("DROP FUNCTION IF EXISTS selfeval_refuse_change()")


def _create(vendor, table):
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
    dependencies = [("selfeval", "0001_initial")]
    operations = [migrations.RunPython(install, remove)]
