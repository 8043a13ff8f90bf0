import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("cabinet", "0011_figures_of_services"),
        ("eculture", "0013_phone_claims"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        pgtrigger.migrations.RemoveTrigger(
            model_name="case",
            name="insert_insert",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="case",
            name="update_update",
        ),
        migrations.AddField(
            model_name="case",
            name="escalated_at",
            field=models.DateTimeField(editable=False, null=True),
        ),
        migrations.AddField(
            model_name="caseevent",
            name="escalated_at",
            field=models.DateTimeField(editable=False, null=True),
        ),
        migrations.AddField(
            model_name="decision",
            name="overturned_at",
            field=models.DateTimeField(editable=False, null=True, verbose_name="taken out of force"),
        ),
        migrations.AddIndex(
            model_name="decision",
            index=models.Index(
                condition=models.Q(("state", "proposed")), fields=["case"], name="decision_to_be_signed"
            ),
        ),
        migrations.AddIndex(
            model_name="decision",
            index=models.Index(
                condition=models.Q(("state", "made")), fields=["appeal_until"], name="decision_appeal_until"
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="case",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "cabinet_caseevent" ("about_id", "applicant_id", "assignee_id", "claim_hash", "claim_until", "claimed_at", "closed_at", "created_at", "decided_at", "desk_officer_id", "due_on", "escalated_at", "filed_by_id", "id", "institution_id", "number", "on_behalf_of_id", "parent_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "region_id", "revision", "state", "step", "subject_id", "submitted_at", "term_days", "version_id", "warned_at") VALUES (NEW."about_id", NEW."applicant_id", NEW."assignee_id", NEW."claim_hash", NEW."claim_until", NEW."claimed_at", NEW."closed_at", NEW."created_at", NEW."decided_at", NEW."desk_officer_id", NEW."due_on", NEW."escalated_at", NEW."filed_by_id", NEW."id", NEW."institution_id", NEW."number", NEW."on_behalf_of_id", NEW."parent_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."region_id", NEW."revision", NEW."state", NEW."step", NEW."subject_id", NEW."submitted_at", NEW."term_days", NEW."version_id", NEW."warned_at"); RETURN NULL;',
                    hash="d895a3a40af4491ccfea5af24bf6148ce5203d01",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_e5d1f",
                    table="cabinet_case",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="case",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition='WHEN (OLD."about_id" IS DISTINCT FROM (NEW."about_id") OR OLD."applicant_id" IS DISTINCT FROM (NEW."applicant_id") OR OLD."assignee_id" IS DISTINCT FROM (NEW."assignee_id") OR OLD."claim_hash" IS DISTINCT FROM (NEW."claim_hash") OR OLD."claim_until" IS DISTINCT FROM (NEW."claim_until") OR OLD."claimed_at" IS DISTINCT FROM (NEW."claimed_at") OR OLD."closed_at" IS DISTINCT FROM (NEW."closed_at") OR OLD."created_at" IS DISTINCT FROM (NEW."created_at") OR OLD."decided_at" IS DISTINCT FROM (NEW."decided_at") OR OLD."desk_officer_id" IS DISTINCT FROM (NEW."desk_officer_id") OR OLD."due_on" IS DISTINCT FROM (NEW."due_on") OR OLD."escalated_at" IS DISTINCT FROM (NEW."escalated_at") OR OLD."filed_by_id" IS DISTINCT FROM (NEW."filed_by_id") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."institution_id" IS DISTINCT FROM (NEW."institution_id") OR OLD."number" IS DISTINCT FROM (NEW."number") OR OLD."on_behalf_of_id" IS DISTINCT FROM (NEW."on_behalf_of_id") OR OLD."parent_id" IS DISTINCT FROM (NEW."parent_id") OR OLD."region_id" IS DISTINCT FROM (NEW."region_id") OR OLD."revision" IS DISTINCT FROM (NEW."revision") OR OLD."state" IS DISTINCT FROM (NEW."state") OR OLD."step" IS DISTINCT FROM (NEW."step") OR OLD."subject_id" IS DISTINCT FROM (NEW."subject_id") OR OLD."submitted_at" IS DISTINCT FROM (NEW."submitted_at") OR OLD."term_days" IS DISTINCT FROM (NEW."term_days") OR OLD."version_id" IS DISTINCT FROM (NEW."version_id") OR OLD."warned_at" IS DISTINCT FROM (NEW."warned_at"))',
                    func='INSERT INTO "cabinet_caseevent" ("about_id", "applicant_id", "assignee_id", "claim_hash", "claim_until", "claimed_at", "closed_at", "created_at", "decided_at", "desk_officer_id", "due_on", "escalated_at", "filed_by_id", "id", "institution_id", "number", "on_behalf_of_id", "parent_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "region_id", "revision", "state", "step", "subject_id", "submitted_at", "term_days", "version_id", "warned_at") VALUES (NEW."about_id", NEW."applicant_id", NEW."assignee_id", NEW."claim_hash", NEW."claim_until", NEW."claimed_at", NEW."closed_at", NEW."created_at", NEW."decided_at", NEW."desk_officer_id", NEW."due_on", NEW."escalated_at", NEW."filed_by_id", NEW."id", NEW."institution_id", NEW."number", NEW."on_behalf_of_id", NEW."parent_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."region_id", NEW."revision", NEW."state", NEW."step", NEW."subject_id", NEW."submitted_at", NEW."term_days", NEW."version_id", NEW."warned_at"); RETURN NULL;',
                    hash="d35d9c5a94c163a1b0eff9f63f25af0bc23f9ee8",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_8e8ac",
                    table="cabinet_case",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="decision",
            trigger=pgtrigger.compiler.Trigger(
                name="two_people_where_asked",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (NEW.state = 'made' AND NEW.signed_by_id IS NULL)",
                    func="\n                    IF EXISTS (\n                        SELECT 1 FROM cabinet_case c JOIN cabinet_serviceversion v ON v.id = c.version_id\n                        WHERE c.id = NEW.case_id AND v.needs_two\n                    ) THEN\n                        RAISE EXCEPTION 'this service asks for two people';\n                    END IF;\n                    RETURN NEW;\n                ",
                    hash="d578c23a1ecf6c298bc317f54fe7aff311ba982c",
                    operation="INSERT OR UPDATE",
                    pgid="pgtrigger_two_people_where_asked_6c119",
                    table="cabinet_decision",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="decision",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("signed_by", None),
                    models.Q(("signed_by", models.F("proposed_by")), _negated=True),
                    _connector="OR",
                ),
                name="decision_signed_by_another",
            ),
        ),
        migrations.AddConstraint(
            model_name="decision",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "overturned"), _negated=True),
                    ("overturned_at__isnull", False),
                    _connector="OR",
                ),
                name="decision_overturned_at_a_moment",
            ),
        ),
    ]
