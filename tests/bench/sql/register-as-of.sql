-- the registry of another day: what the page asks beside its frame. The one under "rows" answers what it shows.
SELECT id, code, kind, name_az, region_id, parent_id, merged_into_id, lat, lon
FROM registry_unit;

SELECT id, code, name_az
FROM registry_kind
ORDER BY code;

SELECT i.kind_id, i.registered_unit_id, count(*)
FROM registry_institutionversion i
WHERE i.superseded_at IS NULL AND i.valid @> date '1960-06-01' AND i.state IN ('active', 'displaced')
GROUP BY 1, 2;

-- rows
SELECT one.code, i.name_az, i.address, i.lat, i.lon, i.state, i.kind_id, i.registered_unit_id, i.operating_unit_id
FROM registry_institutionversion i
JOIN registry_institution one ON one.id = i.institution_id
WHERE i.superseded_at IS NULL AND i.valid @> date '1960-06-01' AND i.state IN ('active', 'displaced')
ORDER BY az_key(i.name_az) COLLATE "C", i.id
LIMIT {page};
