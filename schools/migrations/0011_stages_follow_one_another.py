import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("schools", "0010_exam_results_at_one_moment")]

    operations = [
        pgtrigger.migrations.AddTrigger(
            model_name="stage",
            trigger=pgtrigger.compiler.Trigger(
                name="one_after_another",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    constraint="CONSTRAINT",
                    func="\n    IF EXISTS (\n        SELECT 1 FROM schools_stage one JOIN schools_stage other USING (campaign_id)\n        WHERE one.campaign_id = NEW.campaign_id AND one.id < other.id\n          AND tstzrange(one.opens_at, one.closes_at) && tstzrange(other.opens_at, other.closes_at)\n    ) THEN\n        RAISE EXCEPTION 'stages of a campaign overlap' USING ERRCODE = 'check_violation';\n    END IF;\n    RETURN NULL;\n",
                    hash="468bfe89b3e6c5437c5315996430e257fde7dee4",
                    operation="INSERT OR UPDATE",
                    pgid="pgtrigger_one_after_another_2c9fc",
                    table="schools_stage",
                    timing="DEFERRABLE INITIALLY DEFERRED",
                    when="AFTER",
                ),
            ),
        ),
    ]
