-- matrix: what the page asks beside its frame. The one under "rows" answers what it shows.
-- rows
SELECT c.code, c.name_az, count(DISTINCT i.id), count(i.id) FILTER (WHERE t.trait_id IS NOT NULL),
    array_agg(t.trait_id)
FROM registry_cluster c
LEFT JOIN registry_kind k ON k.cluster_id = c.id
LEFT JOIN registry_institution i ON i.kind_id = k.id AND i.state IN ('active', 'displaced')
LEFT JOIN registry_institution_traits t ON t.institution_id = i.id
GROUP BY c.id
ORDER BY c."order", c.code;

SELECT code, name_az, purpose_az, "order"
FROM matrix_module
ORDER BY "order", code;

SELECT r.module_id, r.weight_bp, r.is_must, t.code, t.name_az
FROM matrix_modulerule r
JOIN registry_trait t ON t.id = r.trait_id;

SELECT cluster_id, module_id, applicability, reason, at
FROM matrix_celloverride
WHERE state = 'live';
