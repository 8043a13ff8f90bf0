"""What the database keeps by itself: the search columns, the vocabulary, codes that never change."""

import pgtrigger

SEPARATORS = r"""[\s"“”«»„()\-–—.,:;/№’]+"""

QUOTED = ("name_az", "name_en", "name_ru", "short_name", "address", "code")
QUOTED += ("kind_id", "registered_unit_id", "operating_unit_id")  # what the search columns are made of

# A word that is there already is not touched: its lock would let two officers wait for each other.
SEARCHABLE = pgtrigger.Trigger(
    name="searchable",
    when=pgtrigger.Before,
    operation=pgtrigger.Insert | pgtrigger.Update,
    declare=[(name, "text") for name in ("names", "places", "kinds", "folded_places", "folded_kinds")],
    func=f"""
        IF TG_OP = 'INSERT' OR NEW.search_text <> '' THEN  -- told anew is not changed
            NEW.updated_at := now();
        END IF;
        IF TG_OP = 'UPDATE' AND NEW.search_text <> '' AND ({", ".join(f"NEW.{each}" for each in QUOTED)})
            IS NOT DISTINCT FROM ({", ".join(f"OLD.{each}" for each in QUOTED)})
        THEN
            RETURN NEW;
        END IF;
        SELECT concat_ws(' ', unit.name_az, unit.name_en, unit.name_ru, host.name_az, host.name_en,
                         host.name_ru, (SELECT string_agg(alias.name, ' ') FROM registry_unitalias alias
                                        WHERE alias.unit_id = unit.id)),
               concat_ws(' ', kind.name_az, kind.name_en, kind.name_ru)
        INTO places, kinds
        FROM registry_unit unit
        JOIN registry_kind kind ON kind.id = NEW.kind_id
        LEFT JOIN registry_unit host ON host.id = NEW.operating_unit_id
        WHERE unit.id = NEW.registered_unit_id;

        names := concat_ws(' ', NEW.name_az, NEW.name_en, NEW.name_ru, NEW.short_name,
            (SELECT string_agg(DISTINCT concat_ws(' ', name_az, name_en, name_ru), ' ')
             FROM registry_institutionversion
             WHERE institution_id = NEW.id AND superseded_at IS NULL AND name_az <> NEW.name_az));
        NEW.search_text := az_fold(names);  -- folding is what takes the time: each text once
        folded_places := az_fold(coalesce(places, ''));
        folded_kinds := az_fold(kinds);
        NEW.search_vector :=
            setweight(to_tsvector('simple', concat_ws(' ', NEW.search_text, az_fold(NEW.code))), 'A')
            || setweight(to_tsvector('simple', folded_places), 'B')
            || setweight(to_tsvector('simple', concat_ws(' ', folded_kinds, az_fold(NEW.address))), 'C')
            || setweight(to_tsvector('simple', registry_sounds(
                   concat_ws(' ', NEW.search_text, folded_places, folded_kinds))), 'D');

        WITH said AS (
            SELECT DISTINCT ON (folded) folded, part
            FROM (SELECT part, place, coalesce(
                             (SELECT word FROM registry_word WHERE shown = part), az_fold(part)) AS folded
                  FROM regexp_split_to_table(concat_ws(' ', names, places, kinds), '{SEPARATORS}')
                       WITH ORDINALITY AS parts(part, place)) AS words
            WHERE folded ~ '^[a-z]{{3,40}}$'
            ORDER BY folded, part <> az_lower(part), place
        ), added AS (
            INSERT INTO registry_word (word, shown)
            SELECT folded, part FROM said
            WHERE NOT EXISTS (SELECT FROM registry_word known WHERE known.word = folded)
            ON CONFLICT (word) DO NOTHING
        )
        UPDATE registry_word SET shown = said.part FROM said
        WHERE word = said.folded AND shown <> said.part AND said.part = az_lower(said.part);
        RETURN NEW;
    """,  # noqa: S608 -- a pattern of this file, nothing from outside
)

CODE_NEVER_CHANGES = pgtrigger.ReadOnly(name="code_never_changes", fields=["code"])
NEVER_DELETED = pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete)


def retold(column: str, value: str = "NEW.id") -> pgtrigger.Trigger:
    """Institutions whose search columns quote this row are made searchable anew when it changes."""
    return pgtrigger.Trigger(
        name="retold",
        when=pgtrigger.After,
        operation=pgtrigger.Insert | pgtrigger.Update,
        func=f"UPDATE registry_institution SET search_text = '' WHERE {column} = {value}; RETURN NULL;",  # noqa: S608 -- names of this app
    )


def no_circle(name: str, column: str, said: str) -> pgtrigger.Trigger:
    """Whoever follows `column` from row to row never comes back."""
    return pgtrigger.Trigger(
        name=name,
        when=pgtrigger.After,
        operation=pgtrigger.Insert | pgtrigger.UpdateOf(column),
        condition=pgtrigger.Condition(f"NEW.{column} IS NOT NULL"),
        func=f"""
            IF EXISTS (
                WITH RECURSIVE others(id) AS (
                    SELECT NEW.{column}
                    UNION
                    SELECT next.{column} FROM others JOIN registry_institution next ON next.id = others.id
                    WHERE next.{column} IS NOT NULL)
                SELECT FROM others WHERE id = NEW.id)
            THEN
                RAISE EXCEPTION '{said}', NEW.code USING ERRCODE = 'integrity_constraint_violation';
            END IF;
            RETURN NULL;
        """,  # noqa: S608 -- names of this app
    )


NO_CIRCLE = no_circle("successors_in_no_circle", "successor_id", "the successors of % lead back to it")
NO_CIRCLE_OF_BRANCHES = no_circle("branches_in_no_circle", "parent_id", "% would be a branch of itself")
