-- institutions, search: what the page asks beside its frame. The one under "rows" answers what it shows.
SELECT u.id, u.code, u.kind, u.name_az, u.lat, u.lon, r.code
FROM registry_unit u
LEFT JOIN registry_unit r ON r.id = u.region_id;

SELECT t.code, count(*)
FROM registry_institution i
JOIN registry_unit t ON t.id = i.registered_unit_id
WHERE i.state IN ('active', 'displaced') AND i.search_vector @@ registry_query('musiqi')
GROUP BY 1;

SELECT t.code, count(*)
FROM registry_institution i
JOIN registry_kind t ON t.id = i.kind_id
WHERE i.state IN ('active', 'displaced') AND i.search_vector @@ registry_query('musiqi')
GROUP BY 1;

SELECT code, name_az
FROM registry_kind
ORDER BY code;

SELECT count(*)
FROM registry_institution i
WHERE i.state IN ('active', 'displaced') AND i.search_vector @@ registry_query('musiqi');

-- rows
SELECT i.code, i.name_az, i.address, i.lat, i.lon, i.state, i.website, k.code, k.name_az, c.name_az,
    u.name_az, r.name_az, o.name_az
FROM registry_institution i
JOIN registry_kind k ON k.id = i.kind_id
JOIN registry_cluster c ON c.id = k.cluster_id
JOIN registry_unit u ON u.id = i.registered_unit_id
LEFT JOIN registry_unit r ON r.id = u.region_id
LEFT JOIN registry_unit o ON o.id = i.operating_unit_id
WHERE i.state IN ('active', 'displaced') AND i.search_vector @@ registry_query('musiqi')
ORDER BY ts_rank(i.search_vector, registry_query('musiqi')) DESC, az_key(i.name_az) COLLATE "C",
    i.id
LIMIT {page};
