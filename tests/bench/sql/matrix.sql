-- matrix: what the page asks beside its frame. The one under "rows" answers what it shows.
-- rows
SELECT c.code, c.name_az, c.id, count(i.id)
FROM registry_cluster c
LEFT JOIN registry_kind k ON k.cluster_id = c.id
LEFT JOIN registry_institution i ON i.kind_id = k.id AND i.state IN ('active', 'displaced')
GROUP BY c.id
ORDER BY c."order", c.code;

SELECT k.cluster_id, t.trait_id, count(*)
FROM registry_institution_traits t
JOIN registry_institution i ON i.id = t.institution_id
JOIN registry_kind k ON k.id = i.kind_id
WHERE i.state IN ('active', 'displaced')
GROUP BY 1, 2;

SELECT code, name_az, purpose_az, "order"
FROM matrix_module
ORDER BY "order", code;

SELECT r.module_id, r.weight_bp, r.is_must, t.code, t.name_az
FROM matrix_modulerule r
JOIN registry_trait t ON t.id = r.trait_id
ORDER BY r.is_must DESC, r.weight_bp DESC, t."order";

SELECT cluster_id, module_id, applicability, reason, at
FROM matrix_celloverride
WHERE state = 'live';
