import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("registry", "0011_rows_are_told_by_events"),
    ]
    operations = [
        pgtrigger.migrations.AddTrigger(
            model_name="institution",
            trigger=pgtrigger.compiler.Trigger(
                name="successors_in_no_circle",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (NEW.successor_id IS NOT NULL)",
                    func="\n            IF EXISTS (\n                WITH RECURSIVE others(id) AS (\n                    SELECT NEW.successor_id\n                    UNION\n                    SELECT next.successor_id FROM others JOIN registry_institution next ON next.id = others.id\n                    WHERE next.successor_id IS NOT NULL)\n                SELECT FROM others WHERE id = NEW.id)\n            THEN\n                RAISE EXCEPTION 'the successors of % lead back to it', NEW.code USING ERRCODE = 'integrity_constraint_violation';\n            END IF;\n            RETURN NULL;\n        ",
                    hash="82cb6f1adcea7052675196da2a764ee24ff43e38",
                    operation='INSERT OR UPDATE OF "successor_id"',
                    pgid="pgtrigger_successors_in_no_circle_f140b",
                    table="registry_institution",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="institution",
            trigger=pgtrigger.compiler.Trigger(
                name="branches_in_no_circle",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (NEW.parent_id IS NOT NULL)",
                    func="\n            IF EXISTS (\n                WITH RECURSIVE others(id) AS (\n                    SELECT NEW.parent_id\n                    UNION\n                    SELECT next.parent_id FROM others JOIN registry_institution next ON next.id = others.id\n                    WHERE next.parent_id IS NOT NULL)\n                SELECT FROM others WHERE id = NEW.id)\n            THEN\n                RAISE EXCEPTION '% would be a branch of itself', NEW.code USING ERRCODE = 'integrity_constraint_violation';\n            END IF;\n            RETURN NULL;\n        ",
                    hash="f4917f64e8c137feb8dbcf96d9e13afd00491e28",
                    operation='INSERT OR UPDATE OF "parent_id"',
                    pgid="pgtrigger_branches_in_no_circle_7064e",
                    table="registry_institution",
                    when="AFTER",
                ),
            ),
        ),
    ]
