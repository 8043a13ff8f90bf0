-- what was published last for one child: the score, the prepared text, the days of choice
-- rows
WITH me AS MATERIALIZED (
    SELECT id FROM cabinet_person WHERE user_id = {user}
), family AS MATERIALIZED (
    SELECT id FROM me
    UNION
    SELECT g.child_id
    FROM cabinet_guardianship g
    JOIN me ON me.id = g.guardian_id
    WHERE g.since <= current_date AND (g.until IS NULL OR g.until > current_date)
)
SELECT a.number, p.name, s.points, c.pass_mark, (
    SELECT r.prepared FROM schools_placementresult r
    WHERE r.application_id = a.id AND r.told_at IS NOT NULL ORDER BY r.run_id DESC LIMIT 1
), t.opens_at, t.closes_at
FROM schools_application a
JOIN cabinet_person p ON p.id = a.child_id
JOIN schools_score s ON s.application_id = a.id
JOIN schools_campaign c ON c.id = a.campaign_id
LEFT JOIN schools_stage t ON t.campaign_id = c.id AND t.kind = 'choice'
WHERE a.number = '{number}' AND a.child_id = ANY (ARRAY(SELECT id FROM family))
    AND c.state NOT IN ('draft', 'published', 'registration', 'exams');
