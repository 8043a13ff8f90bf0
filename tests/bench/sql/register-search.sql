-- the registry, searched: what the page asks beside its frame. The one under "rows" answers what it shows.
SELECT id, code, kind, name_az, region_id, parent_id, merged_into_id, lat, lon
FROM registry_unit;

SELECT id, code, name_az
FROM registry_kind
ORDER BY code;

SELECT i.kind_id, i.registered_unit_id, count(*)
FROM registry_institution i
WHERE i.state IN ('active', 'displaced') AND i.search_vector @@ registry_query('xinaliq muzey')
GROUP BY 1, 2;

-- rows
SELECT i.code, i.name_az, i.address, i.lat, i.lon, i.state, i.kind_id, i.registered_unit_id, i.operating_unit_id
FROM registry_institution i
WHERE i.state IN ('active', 'displaced') AND i.search_vector @@ registry_query('xinaliq muzey')
ORDER BY ts_rank(i.search_vector, registry_query('xinaliq muzey')) DESC, az_key(i.name_az) COLLATE "C", i.id
LIMIT {page};
