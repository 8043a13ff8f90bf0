from django.db import migrations

# The same keys as before, so no index changes; frequent letters stand first in the table that is walked.
KEY = """
CREATE OR REPLACE FUNCTION az_key(t text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN translate(t, ' aəilnrmdıstubkyeozüşvhqcçfgğpjxöABCDEFGHIJKLMNOPQRSTUVWXYZwÀÁÂÄÇÈÉÊËÌÍÎÏÑÒÓÔÖÙÚÛÜĞİŞƎƏЁЅІЈАБВГДЕЖЗИЙКЛМНОПРСТУФХЦЧШЩЪЫЬЭЮЯҜҮҸҺӘӨ', ' AGNRTXSEMY[\\BP`FUa]Z^KQCDHIJWOLVABCEFHIKMOPRSTUWQXY[\\^_L`a_àáâäDèéêëìíîïñòóôVùúû]JNZǝGёѕіјабвгдежзийклмнопрстуфхцчшщъыьэюяҝүҹһәө');
"""
FORMER = """
CREATE OR REPLACE FUNCTION az_key(t text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN translate(az_lower(t), 'abcçdeəfgğhxıijkqlmnoöprsştuüvwyz', 'ABCDEFGHIJKLMNOPQRSTUVWXYZ[\\]^_`a');
"""


class Migration(migrations.Migration):
    dependencies = [("eculture", "0014_phone_is_empty_by_default")]
    operations = [migrations.RunSQL(KEY, FORMER)]
