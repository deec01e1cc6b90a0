"""PostgreSQL itself refuses to change or delete the trail of an application.

Two doors stay open: an account that is deleted empties the link to it (the name stays), and a transaction that erases
a file at the end of its retention says so with `SET LOCAL grants.erasing = 'on'`.
"""

from django.db import migrations

KEEP = """
CREATE FUNCTION grants_keep_event() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF current_setting('grants.erasing', true) = 'on' THEN
        RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
    END IF;
    IF TG_OP = 'UPDATE' AND NEW.actor_id IS NULL
            AND to_jsonb(NEW) - 'actor_id' = to_jsonb(OLD) - 'actor_id' THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'The trail of an application is never changed.' USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER grants_event_is_kept BEFORE UPDATE OR DELETE ON grants_event
    FOR EACH ROW EXECUTE FUNCTION grants_keep_event();
"""
FORGET = """
DROP TRIGGER grants_event_is_kept ON grants_event;
DROP FUNCTION grants_keep_event();
"""


class Migration(migrations.Migration):
    dependencies = [("grants", "0001_grants")]

    operations = [migrations.RunSQL(KEEP, FORGET)]
