-- the card of an institution: what it asks beside its frame. The one under "rows" answers what it shows.
SELECT id, code, kind, name_az, region_id, parent_id, merged_into_id, lat, lon
FROM registry_unit;

SELECT e.id, e.kind, e."on", e.precision, e.reason, e.recorded_at, f.role, f.changes, a.kind, a.number, a."on", a.link, a.file
FROM registry_effect f
JOIN registry_lifecycleevent e ON e.id = f.event_id
LEFT JOIN registry_legalact a ON a.id = e.act_id
WHERE f.institution_id = {one} AND e.voided_at IS NULL;

SELECT code, name_az, name_en, name_ru
FROM registry_institution
WHERE parent_id = {one} AND state IN ('active', 'displaced')
ORDER BY az_key(name_az) COLLATE "C", id
LIMIT 13;

SELECT i.code, i.name_az, i.name_en, i.name_ru
FROM registry_institution i
WHERE i.id IN (
    SELECT id
    FROM registry_institution
    WHERE successor_id = {one}
    UNION
    SELECT s.institution_id
    FROM registry_effect h
    JOIN registry_effect s ON s.event_id = h.event_id AND s.role = 'subject'
    WHERE h.institution_id = {one} AND h.role = 'heir');

SELECT weekday, since, until, opens, closes, '' AS note
FROM registry_opening
WHERE institution_id = {one}
UNION ALL
SELECT NULL, day, day, opens, closes, note
FROM registry_specialday
WHERE institution_id = {one} AND day >= current_date;

SELECT o.role, f.name, f.address, f.built, f.area, f.condition, f.heritage_number, f.answers, f.answered_on,
    array(SELECT json_build_array(s.kind, s.name, s.seats, s.standing) FROM registry_space s WHERE s.facility_id = f.id)
FROM registry_occupancy o
JOIN registry_facility f ON f.id = o.facility_id
WHERE o.institution_id = {one} AND (o.since IS NULL OR o.since <= current_date)
    AND (o.until IS NULL OR o.until >= current_date);

SELECT persona, question
FROM registry_accessneed;

-- rows
SELECT i.code, i.name_az, i.name_en, i.name_ru, i.short_name, i.address, i.lat, i.lon, i.founded, i.state, i.closed_on,
    i.supervisor, i.honour, i.figures, i.voen, i.phone, i.website, i.source, i.source_url, i.updated_at, k.code, k.name_az,
    c.name_az, u.name_az, r.name_az, o.name_az, n.code, n.name_az, p.code, p.name_az,
    (SELECT max("on") FROM registry_confirmation WHERE institution_id = i.id)
FROM registry_institution i
JOIN registry_kind k ON k.id = i.kind_id
JOIN registry_cluster c ON c.id = k.cluster_id
JOIN registry_unit u ON u.id = i.registered_unit_id
LEFT JOIN registry_unit r ON r.id = u.region_id
LEFT JOIN registry_unit o ON o.id = i.operating_unit_id
LEFT JOIN registry_institution n ON n.id = i.successor_id
LEFT JOIN registry_institution p ON p.id = i.parent_id
WHERE i.id = {one};
