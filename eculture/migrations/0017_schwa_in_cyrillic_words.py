from django.db import migrations

# Only words change in which a Cyrillic letter and a schwa stand together: they were lost before.
# Indexes over the function are built anew in the migrations of their apps, without a lock.
FOLD = r"""
CREATE OR REPLACE FUNCTION az_fold(t text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN coalesce((
    SELECT string_agg(latin, ' ' ORDER BY place)
    FROM (
        SELECT place, CASE WHEN word ~ '[a-z]' THEN translate(word, 'авекмнорстухіјѕә', 'abekmhopctyxijse')
                           ELSE translate(word, 'абвгдежзийклмнопрстуфхцчшщыэюяёҝҹһөүјәъь', 'abvgdejziyklmnoprstufxscssieuaegchouye') END AS latin
        FROM regexp_split_to_table(
            trim(regexp_replace(
                translate(az_lower(translate(normalize(t, NFC), 'Iİ', 'ii')), 'əıöüçşğâêîôûáéíóúàèìòùäëïñǝ', 'әioucsgaeiouaeiouaeiouaeinә'),
                '[^a-z0-9а-яёіјѕҝҹһөүә]+', ' ', 'g')), ' ') WITH ORDINALITY AS words(word, place)
    ) AS spelt
    WHERE latin <> ''), '');
"""
FORMER = r"""
CREATE OR REPLACE FUNCTION az_fold(t text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN coalesce((
    SELECT string_agg(latin, ' ' ORDER BY place)
    FROM (
        SELECT place, CASE WHEN word ~ '[a-z]' THEN translate(word, 'авекмнорстухіјѕ', 'abekmhopctyxijs')
                           ELSE translate(word, 'абвгдежзийклмнопрстуфхцчшщыэюяёҝҹһөүјъь', 'abvgdejziyklmnoprstufxscssieuaegchouy') END AS latin
        FROM regexp_split_to_table(
            trim(regexp_replace(
                translate(az_lower(translate(normalize(t, NFC), 'Iİ', 'ii')), 'əıöüçşğâêîôûáéíóúàèìòùäëïñǝә', 'eioucsgaeiouaeiouaeiouaeinee'),
                '[^a-z0-9а-яёіјѕҝҹһөү]+', ' ', 'g')), ' ') WITH ORDINALITY AS words(word, place)
    ) AS spelt
    WHERE latin <> ''), '');
"""


class Migration(migrations.Migration):
    dependencies = [("eculture", "0016_breaker_fault")]
    operations = [migrations.RunSQL(FOLD, FORMER)]
