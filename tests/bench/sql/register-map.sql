-- the map: clusters of the whole country, as many as an eye can tell apart. "rows" answers what it shows.
-- rows
SELECT count(*), avg(lat), avg(lon), min(id), min(lon), min(lat), max(lon), max(lat)
FROM registry_institution i
WHERE i.state IN ('active', 'displaced') AND lat IS NOT NULL
GROUP BY floor(lon / 0.3515625), floor(lat / 0.3515625)
ORDER BY 1 DESC, 4
LIMIT 2000;
