"""PostgreSQL itself refuses to change what a letter is, to call a sent one back, or to delete one that was sent.

When it was sent may be noted, and an account that is deleted empties the link to it. The door for erasing at the end
of a file's retention is that of the trail (migration 0002).
"""

from django.db import migrations

KEEP = """
CREATE FUNCTION grants_keep_letter() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF current_setting('grants.erasing', true) = 'on' THEN
        RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
    END IF;
    IF TG_OP = 'DELETE' THEN
        IF OLD.sent_at IS NULL THEN
            RETURN OLD;
        END IF;
    ELSIF ROW(NEW.application_id, NEW.session_id, NEW.kind, NEW.language, NEW.is_original, NEW.file, NEW.digest, NEW.size)
            IS NOT DISTINCT FROM
            ROW(OLD.application_id, OLD.session_id, OLD.kind, OLD.language, OLD.is_original, OLD.file, OLD.digest, OLD.size)
            AND (OLD.sent_at IS NULL OR NEW.sent_at IS NOT NULL) THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'A stored letter is never changed.' USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER grants_letter_is_kept BEFORE UPDATE OR DELETE ON grants_letter
    FOR EACH ROW EXECUTE FUNCTION grants_keep_letter();
"""
FORGET = """
DROP TRIGGER grants_letter_is_kept ON grants_letter;
DROP FUNCTION grants_keep_letter();
"""


class Migration(migrations.Migration):
    dependencies = [("grants", "0004_private_files")]

    operations = [migrations.RunSQL(KEEP, FORGET)]
