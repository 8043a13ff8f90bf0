import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("registry", "0008_branches_figures_and_status"),
    ]

    operations = [
        pgtrigger.migrations.RemoveTrigger(
            model_name="institution",
            name="searchable",
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="institution",
            trigger=pgtrigger.compiler.Trigger(
                name="searchable",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    declare="DECLARE names text; places text; kinds text;",
                    func="\n        IF TG_OP = 'INSERT' OR NEW.search_text <> '' THEN  -- told anew is not changed\n            NEW.updated_at := now();\n        END IF;\n        SELECT concat_ws(' ', unit.name_az, unit.name_en, unit.name_ru, host.name_az, host.name_en,\n                         host.name_ru, (SELECT string_agg(alias.name, ' ') FROM registry_unitalias alias\n                                        WHERE alias.unit_id = unit.id)),\n               concat_ws(' ', kind.name_az, kind.name_en, kind.name_ru)\n        INTO places, kinds\n        FROM registry_unit unit\n        JOIN registry_kind kind ON kind.id = NEW.kind_id\n        LEFT JOIN registry_unit host ON host.id = NEW.operating_unit_id\n        WHERE unit.id = NEW.registered_unit_id;\n\n        names := concat_ws(' ', NEW.name_az, NEW.name_en, NEW.name_ru, NEW.short_name,\n            (SELECT string_agg(DISTINCT concat_ws(' ', name_az, name_en, name_ru), ' ')\n             FROM registry_institutionversion\n             WHERE institution_id = NEW.id AND superseded_at IS NULL AND name_az <> NEW.name_az));\n        NEW.search_text := az_fold(names);\n        NEW.search_vector := setweight(to_tsvector('simple', az_fold(concat_ws(' ', names, NEW.code))), 'A')\n            || setweight(to_tsvector('simple', az_fold(coalesce(places, ''))), 'B')\n            || setweight(to_tsvector('simple', az_fold(concat_ws(' ', kinds, NEW.address))), 'C')\n            || setweight(to_tsvector('simple', registry_sounds(concat_ws(' ', names, places, kinds))), 'D');\n\n        INSERT INTO registry_word (word, shown)\n        SELECT DISTINCT ON (folded) folded, part\n        FROM (SELECT az_fold(part) AS folded, part, place\n              FROM regexp_split_to_table(concat_ws(' ', names, places, kinds), '[\\s\"“”«»„()\\-–—.,:;/№’]+')\n                   WITH ORDINALITY AS parts(part, place)) AS words\n        WHERE folded ~ '^[a-z]{3,40}$'\n        ORDER BY folded, part <> az_lower(part), place\n        ON CONFLICT (word) DO UPDATE SET shown = EXCLUDED.shown\n        WHERE registry_word.shown <> EXCLUDED.shown AND EXCLUDED.shown = az_lower(EXCLUDED.shown);\n        RETURN NEW;\n    ",
                    hash="908e77bb12313f378d4303c1e23cdb8a085a3669",
                    operation="INSERT OR UPDATE",
                    pgid="pgtrigger_searchable_8e24e",
                    table="registry_institution",
                    when="BEFORE",
                ),
            ),
        ),
    ]
