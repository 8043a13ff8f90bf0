-- schools: what the page asks beside its frame. The one under "rows" answers what it shows.
SELECT count(*)
FROM schools_school s
JOIN registry_institution i ON i.id = s.institution_id
WHERE i.state IN ('active', 'displaced');

-- rows
SELECT i.code, s.id, i.name_az, i.address, i.registered_unit_id, i.operating_unit_id
FROM schools_school s
JOIN registry_institution i ON i.id = s.institution_id
WHERE i.state IN ('active', 'displaced')
ORDER BY az_key(i.name_az) COLLATE "C", s.id
LIMIT {page};

SELECT school_id, programme_id
FROM schools_school_programmes
WHERE school_id = ANY(ARRAY[{schools}]::bigint[]);

SELECT school_id, sum(places)
FROM schools_planplace
WHERE funding = 'free' AND school_id = ANY(ARRAY[{schools}]::bigint[]) AND campaign_id = (
    SELECT id
    FROM schools_campaign
    WHERE plan_published_at IS NOT NULL AND state <> 'closed'
    ORDER BY year DESC
    LIMIT 1
)
GROUP BY 1;

SELECT id, code, name_az, id IN (
    SELECT i.registered_unit_id
    FROM registry_institution i
    JOIN registry_kind k ON k.id = i.kind_id
    WHERE k.is_school
)
FROM registry_unit
ORDER BY az_key(name_az) COLLATE "C";

SELECT p.id, y.code, y.name_az, p.years, EXISTS (
    SELECT FROM schools_school_programmes t WHERE t.programme_id = p.id
)
FROM schools_programme p
JOIN schools_specialty y ON y.id = p.specialty_id
ORDER BY az_key(y.name_az) COLLATE "C", p.years DESC;
