"""The database itself refuses to change or delete what the trail holds."""

from django.db import migrations

TABLES = ("audit_entry", "audit_leaf", "audit_checkpoint")
REASON = "the trail is append-only"


def refuse(apps, schema_editor):
    postgres = schema_editor.connection.vendor == "postgresql"
    if postgres:
        schema_editor.execute(
            "CREATE FUNCTION audit_refuse() RETURNS trigger LANGUAGE plpgsql AS "
            f"$$ BEGIN RAISE EXCEPTION '{REASON}'; END $$"
        )
    for table in TABLES:
        for verb in ("UPDATE", "DELETE"):
            schema_editor.execute(_postgres(table, verb) if postgres else _sqlite(table, verb))
    if postgres:
        for table in TABLES:
            schema_editor.execute(
                f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} EXECUTE FUNCTION audit_refuse()"
            )


def allow(apps, schema_editor):
    postgres = schema_editor.connection.vendor == "postgresql"
    for table in TABLES:
        for verb in ("update", "delete", *(("truncate",) if postgres else ())):
            on = f" ON {table}" if postgres else ""
            schema_editor.execute(f"DROP TRIGGER {table}_no_{verb}{on}")
    if postgres:
        schema_editor.execute("DROP FUNCTION audit_refuse()")


def _sqlite(table, verb):
    return (
        f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table} "
        f"BEGIN SELECT RAISE(ABORT, '{REASON}'); END"
    )


def _postgres(table, verb):
    return (
        f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table} "
        "FOR EACH ROW EXECUTE FUNCTION audit_refuse()"
    )


class Migration(migrations.Migration):
    dependencies = [("audit", "0001_initial")]
    operations = [migrations.RunPython(refuse, allow)]
