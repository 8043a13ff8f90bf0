-- admissions: what the page asks beside its frame. The one under "rows" answers what it shows.
SELECT id, year, name_az, state, plan_published_at, pass_mark
FROM schools_campaign
WHERE state NOT IN ('draft', 'closed')
ORDER BY year DESC
LIMIT 1;

SELECT kind, opens_at, closes_at
FROM schools_stage
WHERE campaign_id = {campaign}
ORDER BY 2, 3;

SELECT count(*)
FROM (SELECT FROM schools_planplace WHERE campaign_id = {campaign} GROUP BY school_id, programme_id)
    AS each;

-- rows
SELECT p.school_id, p.programme_id, sum(places) FILTER (WHERE funding = 'free'), sum(places) FILTER
    (WHERE funding = 'paid')
FROM schools_planplace p
JOIN schools_school s ON s.id = p.school_id
JOIN registry_institution i ON i.id = s.institution_id
JOIN schools_programme g ON g.id = p.programme_id
JOIN schools_specialty y ON y.id = g.specialty_id
WHERE campaign_id = {campaign}
GROUP BY 1, 2, az_key(i.name_az) COLLATE "C", az_key(y.name_az) COLLATE "C"
ORDER BY az_key(i.name_az) COLLATE "C", az_key(y.name_az) COLLATE "C", 1, 2
LIMIT {page};

SELECT s.id, i.code, i.name_az, u.name_az
FROM schools_school s
JOIN registry_institution i ON i.id = s.institution_id
JOIN registry_unit u ON u.id = i.registered_unit_id
WHERE s.id = ANY(ARRAY[{schools}]::bigint[]);

SELECT p.id, p.code, p.years, y.name_az
FROM schools_programme p
JOIN schools_specialty y ON y.id = p.specialty_id;

SELECT school_id, programme_id, cutoff
FROM schools_planplace p
JOIN schools_campaign c ON c.id = p.campaign_id
WHERE p.funding = 'free' AND c.year = {year} - 1 AND school_id = ANY(ARRAY[{schools}]::bigint[]);

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

SELECT a.funding, a.min_age, a.max_age, p.code, p.years, s.name_az
FROM schools_agerule a
JOIN schools_programme p ON p.id = a.programme_id
JOIN schools_specialty s ON s.id = p.specialty_id
WHERE a.campaign_id = {campaign};

SELECT funding, sum(places)
FROM schools_planplace
WHERE campaign_id = {campaign}
GROUP BY 1;
