from django.contrib.postgres.operations import BtreeGistExtension, TrigramExtension
from django.db import migrations

# As eculture/azerbaijani.py had them on this day; a change there comes with a migration of its own.
CREATE = r"""
CREATE OR REPLACE FUNCTION az_lower(t text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN translate(t, 'ABCÇDEƏFGĞHXIİJKQLMNOÖPRSŞTUÜVWYZÂÊÎÔÛÁÉÍÓÚÀÈÌÒÙÄËÏÑƎӘАБВГДЕЖЗИЙКЛМНОПРСТУФХЦЧШЩЫЭЮЯЁҜҸҺӨҮЈЪЬІЅ', 'abcçdeəfgğhxıijkqlmnoöprsştuüvwyzâêîôûáéíóúàèìòùäëïñǝәабвгдежзийклмнопрстуфхцчшщыэюяёҝҹһөүјъьіѕ');

CREATE OR REPLACE FUNCTION az_key(t text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN translate(az_lower(t), 'abcçdeəfgğhxıijkqlmnoöprsştuüvwyz', 'ABCDEFGHIJKLMNOPQRSTUVWXYZ[\]^_`a');

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
DROP = "DROP FUNCTION IF EXISTS az_fold(text), az_key(text), az_lower(text);"


class Migration(migrations.Migration):
    dependencies = [("eculture", "0001_accounts_journal_jobs_notices")]
    operations = [
        TrigramExtension(),
        BtreeGistExtension(),
        migrations.RunSQL(CREATE, DROP),
    ]
