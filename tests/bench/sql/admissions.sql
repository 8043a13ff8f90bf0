-- admissions: what the page asks beside its frame. The one under "rows" answers what it shows.
SELECT c.id, c.year, c.name_az, c.state, c.pass_mark, c.max_specialties, c.max_schools, c.age_counted_on,
    sum(p.places) FILTER (WHERE p.funding = 'free'), sum(p.places) FILTER (WHERE p.funding = 'paid')
FROM schools_campaign c
LEFT JOIN schools_planplace p ON p.campaign_id = c.id
WHERE c.plan_published_at IS NOT NULL AND c.state <> 'closed'
GROUP BY c.id
ORDER BY c.year DESC
LIMIT 1;

SELECT kind, opens_at, closes_at
FROM schools_stage
WHERE campaign_id = {campaign}
ORDER BY 2, 3;

SELECT count(*)
FROM (SELECT FROM schools_planplace WHERE campaign_id = {campaign} GROUP BY school_id, programme_id)
    AS each;

-- rows
SELECT page.*, last.cutoff
FROM (
    SELECT p.school_id, p.programme_id, sum(places) FILTER (WHERE funding = 'free'),
        sum(places) FILTER (WHERE funding = 'paid'), az_key(i.name_az) COLLATE "C" AS school,
        az_key(y.name_az) COLLATE "C" AS specialty
    FROM schools_planplace p
    JOIN schools_school s ON s.id = p.school_id
    JOIN registry_institution i ON i.id = s.institution_id
    JOIN schools_programme g ON g.id = p.programme_id
    JOIN schools_specialty y ON y.id = g.specialty_id
    WHERE campaign_id = {campaign}
    GROUP BY 1, 2, 5, 6
    ORDER BY 5, 6, 1, 2
    LIMIT {page}
) AS page
LEFT JOIN (
    SELECT p.school_id, p.programme_id, p.cutoff
    FROM schools_planplace p
    JOIN schools_campaign c ON c.id = p.campaign_id
    WHERE p.funding = 'free' AND c.year = {year} - 1
) AS last USING (school_id, programme_id)
ORDER BY page.school, page.specialty, 1, 2;

SELECT s.id, i.code, i.name_az, i.address, i.registered_unit_id, i.operating_unit_id
FROM schools_school s
JOIN registry_institution i ON i.id = s.institution_id
WHERE s.id = ANY(ARRAY[{schools}]::bigint[]);

SELECT programme_id, funding, min_age, max_age
FROM schools_agerule
WHERE campaign_id = {campaign};

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
