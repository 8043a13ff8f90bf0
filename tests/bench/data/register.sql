-- A register of 100,000 institutions and 500,000 versions, from names of real villages and kinds; for measuring.
SET session_replication_role = replica;

CREATE TEMP TABLE village AS
SELECT name, row_number() OVER () - 1 AS at
FROM unnest(string_to_array('Kiş,Oxud,Baş Göynük,Aşağı Göynük,Böyük Dəhnə,Kiçik Dəhnə,İncə,Qoxmuq,Daşüz,Cəyirli,Çeşməli,Zunud,'
    'Orta Zəyzid,Baş Zəyzid,Biləcik,Suçma,Turan,Xan qışlağı,Vərəzət,Qayabaşı,Lahıc,Basqal,İvanovka,Talıstan,Qalacıq,'
    'Nic,Vəndam,Bum,Həmzəlli,Laza,Quşlar,Vartaşen,Xınalıq,Qrız,Buduq,Qırmızı Qəsəbə,Alpan,Xaltan,Nügədi,Rustov,'
    'Çarxı,Xudat,Yalama,Müşkür,Nabran,Sudur,Həzrə,Zindanmuruq,Ləzə,Əniq,Pirəbədil,Gilgilçay,Sitalçay,Saray,'
    'Mehdiabad,Novxanı,Fatmayı,Görədil,Masazır,Maştağa,Nardaran,Bilgəh,Buzovna,Mərdəkan,Şüvəlan,Türkan,Hövsan,'
    'Qala,Əmircan,Binə,Qobu,Güzdək,Lökbatan,Ələt,Qobustan,Cəngi,Mərəzə,Nabur,Sündü,Çuxuryurd,Məlhəm,Göylər,'
    'Xilmilli,Avaxıl,Kələxana,Çağan,Dədəgünəş,Zarat,Qaravəlli,Muğanlı,Padar,Rəncbər,Talışmikayıllı,Şorsulu,'
    'Xıllı,Qarabağlı,Seyidlər,Duzdağ,Şıxlar,Təzəkənd,Köhnəkənd,Ərəb,Yenikənd,Hacıqabul,Udulu,Pirsaat,Bankə,'
    'Aşağı Surra,Yuxarı Surra,Mirqurbanlı,Xolqaraqaşlı,Boyat,Qızılağac,Göytəpə,Şərəfə,Onaltı,Badamağac,'
    'Burovar,Kürkəndi,Hirkan,Daşdatük,Şıxəkəran,Liman,Girdəni,Gərmətük,Ləj,Sütəmurdov,Vıləş,Digah,Ərkivan,'
    'Boradigah,Qızılavar,Mahmudavar,Tatyan,Lerik,Zuvand,Orand,Pirasora,Kosmalyan,Yardımlı,Ostayır,Arvana,'
    'Kəlvəz,Masallı,Təklə,Xırmandalı,Qarağaclı,Bahar,Zəhmətabad,Əliabad,Car,Muxax,Tala,Mosul,Danaçı,Katex,'
    'Qazma,İtitala,Tülü,Roçehmed,Yuxarı Tala,Mamrux,Suvagil,Qum,Ləkit,Zərnə,Əmbərçay,İlisu,Alatemur,Qaxbaş,'
    'Güllük,Meşəbaş,Marsan,Tasmalı,Yenikənd', ',')) AS names(name);

CREATE TEMP TABLE place AS
SELECT id, lat, lon, row_number() OVER (ORDER BY code) - 1 AS at
FROM registry_unit WHERE kind IN ('district', 'city') AND merged_into_id IS NULL AND lat IS NOT NULL;

CREATE TEMP TABLE sort AS
SELECT k.id, c.code AS cluster, k.name_az, row_number() OVER (ORDER BY k.code) - 1 AS at
FROM registry_kind k JOIN registry_cluster c ON c.id = k.cluster_id;

CREATE TEMP TABLE made AS
SELECT n::int AS n,
       s.id AS kind_id, s.cluster, p.id AS unit_id,
       v.name || ' ' || CASE WHEN n % 3 = 0 THEN (1 + n % 9) || ' nömrəli ' ELSE '' END || s.name_az AS name_az,
       p.lat + ((n * 7919) % 1000 - 500) / 4000.0 AS lat,
       p.lon + ((n * 104729) % 1000 - 500) / 4000.0 AS lon,
       (1920 + n % 70)::int AS founded,
       CASE WHEN n % 11 = 0 THEN 'closed' WHEN n % 97 = 0 THEN 'suspended' ELSE 'active' END AS state
FROM generate_series(1::bigint, 100000) AS n
JOIN village v ON v.at = (n * 31) % (SELECT count(*) FROM village)
JOIN place p ON p.at = (n * 17) % (SELECT count(*) FROM place)
JOIN sort s ON s.at = (n * 13) % (SELECT count(*) FROM sort);

CREATE TEMP TABLE entered AS
SELECT n, nextval('registry_institution_id_seq') AS id,
       'AZ-' || cluster || '-' || lpad(nextval('registry_institution_code')::text, 6, '0') AS code
FROM made;

INSERT INTO registry_institution (id, code, kind_id, name_az, name_en, name_ru, short_name, registered_unit_id, address,
                                  lat, lon, founded, state, closed_on, phone, website, source, source_url, search_text)
SELECT e.id, e.code, kind_id, name_az, '', '', '', unit_id, 'Nizami küçəsi ' || (1 + n % 80), lat, lon, founded, state,
       CASE WHEN state = 'closed' THEN date '2012-05-01' + (n % 3000)::int END, '', '', 'bench', '', ''
FROM made JOIN entered e USING (n);

INSERT INTO registry_lifecycleevent (id, kind, "on", precision, reason, recorded_at, void_reason)
SELECT id, 'register', NULL, 'year', 'bench', now(), ''
FROM (SELECT nextval('registry_lifecycleevent_id_seq') AS id FROM generate_series(1, 100000)) AS ids;

CREATE TEMP TABLE entry AS
SELECT e.n, e.id AS institution_id, ev.id AS event_id
FROM entered e JOIN (SELECT id, row_number() OVER (ORDER BY id) AS n FROM registry_lifecycleevent
                     WHERE reason = 'bench') ev USING (n);

INSERT INTO registry_effect (event_id, institution_id, role, changes)
SELECT event_id, institution_id, 'subject', to_jsonb(i) - 'id' - 'code' - 'search_text' - 'search_vector' - 'updated_at'
FROM entry JOIN registry_institution i ON i.id = entry.institution_id;

INSERT INTO registry_institutionversion (institution_id, event_id, valid, recorded_at, kind_id, name_az, name_en, name_ru,
    short_name, registered_unit_id, address, lat, lon, founded, state, closed_on, phone, website, source, source_url)
SELECT i.id, entry.event_id,
       daterange(make_date(i.founded + 12 * part, 1, 1), CASE WHEN part < 4 THEN make_date(i.founded + 12 * part + 12, 1, 1) END),
       now(), i.kind_id, CASE WHEN part < 2 THEN 'Köhnə ' ELSE '' END || i.name_az, '', '', '', i.registered_unit_id,
       i.address, i.lat, i.lon, i.founded, CASE WHEN part < 4 THEN 'active' ELSE i.state END,
       CASE WHEN part = 4 THEN i.closed_on END, '', '', i.source, ''
FROM entry JOIN registry_institution i ON i.id = entry.institution_id CROSS JOIN generate_series(0, 4) AS part;

SET session_replication_role = origin;

UPDATE registry_institution SET search_text = '' WHERE source = 'bench';

ANALYZE
