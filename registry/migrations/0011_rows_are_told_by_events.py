import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("registry", "0010_what_happened_before"),
    ]
    operations = [
        pgtrigger.migrations.AddTrigger(
            model_name="institution",
            trigger=pgtrigger.compiler.Trigger(
                name="told_by_events",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    constraint="CONSTRAINT",
                    func="\n        IF NOT EXISTS (\n            SELECT FROM registry_institution AS today\n            JOIN registry_institutionversion AS version ON version.institution_id = today.id\n            WHERE today.id = NEW.id AND version.superseded_at IS NULL\n              AND (version.name_az, version.name_en, version.name_ru, version.short_name, version.address, version.lat, version.lon, version.founded, version.state, version.closed_on, version.supervisor, version.honour, version.voen, version.phone, version.website, version.figures, version.source, version.source_url, version.kind_id, version.registered_unit_id, version.operating_unit_id, version.successor_id, version.parent_id)\n                  IS NOT DISTINCT FROM (today.name_az, today.name_en, today.name_ru, today.short_name, today.address, today.lat, today.lon, today.founded, today.state, today.closed_on, today.supervisor, today.honour, today.voen, today.phone, today.website, today.figures, today.source, today.source_url, today.kind_id, today.registered_unit_id, today.operating_unit_id, today.successor_id, today.parent_id))\n        THEN\n            RAISE EXCEPTION 'institution % differs from what its events say', NEW.code\n                USING ERRCODE = 'integrity_constraint_violation';\n        END IF;\n        RETURN NULL;\n    ",
                    hash="1ed3753c43c6ef232a26a8ec40a14dc00b4a7efc",
                    operation='INSERT OR UPDATE OF "name_az", "name_en", "name_ru", "short_name", "address", "lat", "lon", "founded", "state", "closed_on", "supervisor", "honour", "voen", "phone", "website", "figures", "source", "source_url", "kind_id", "registered_unit_id", "operating_unit_id", "successor_id", "parent_id"',
                    pgid="pgtrigger_told_by_events_a58b8",
                    table="registry_institution",
                    timing="DEFERRABLE INITIALLY DEFERRED",
                    when="AFTER",
                ),
            ),
        ),
    ]
