-- schools: what the page asks beside its frame. The one under "rows" answers what it shows.
SELECT id, year, name_az, state, plan_published_at, pass_mark
FROM schools_campaign
WHERE state NOT IN ('draft', 'closed')
ORDER BY year DESC
LIMIT 1;

SELECT count(*)
FROM schools_school s
JOIN registry_institution i ON i.id = s.institution_id
WHERE i.state IN ('active', 'displaced');

-- rows
SELECT i.code, s.id, i.name_az, i.address, k.name_az, u.name_az
FROM schools_school s
JOIN registry_institution i ON i.id = s.institution_id
JOIN registry_kind k ON k.id = i.kind_id
JOIN registry_unit u ON u.id = i.registered_unit_id
WHERE i.state IN ('active', 'displaced')
ORDER BY az_key(i.name_az) COLLATE "C", i.id
LIMIT {page};

SELECT t.school_id, p.code, p.years, s.name_az
FROM schools_school_programmes t
JOIN schools_programme p ON p.id = t.programme_id
JOIN schools_specialty s ON s.id = p.specialty_id
WHERE t.school_id = ANY(ARRAY[{schools}]::bigint[]);

SELECT school_id, sum(places)
FROM schools_planplace
WHERE funding = 'free' AND campaign_id = {campaign} AND school_id = ANY(ARRAY[{schools}]::bigint[])
GROUP BY 1;

SELECT DISTINCT s.code, s.name_az, az_key(s.name_az) COLLATE "C"
FROM schools_specialty s
JOIN schools_programme p ON p.specialty_id = s.id
JOIN schools_school_programmes t ON t.programme_id = p.id
ORDER BY 3;

SELECT DISTINCT u.code, u.name_az, az_key(u.name_az) COLLATE "C"
FROM registry_unit u
JOIN registry_institution i ON i.registered_unit_id = u.id
JOIN registry_kind k ON k.id = i.kind_id
WHERE k.is_school
ORDER BY 3;
