-- a list of new clubs, checked by hand: districts and kinds by name in any spelling, years, the same name in the
-- same place, a name there that differs by a few letters and not by a number. Answers how many rows are new.
WITH places AS MATERIALIZED (
    SELECT az_fold(name_az) AS name, min(id) AS id
    FROM registry_unit
    WHERE merged_into_id IS NULL AND kind <> 'region'
    GROUP BY 1
), kinds AS MATERIALIZED (
    SELECT az_fold(name_az) AS name, id FROM registry_kind
), known AS MATERIALIZED (
    SELECT registered_unit_id AS unit_id, replace(az_fold(name_az), ' ', '') AS name
    FROM registry_institution
    WHERE state <> 'withdrawn'
), by_number AS MATERIALIZED (
    SELECT unit_id, name, regexp_replace(name, '[^0-9]+', ' ', 'g') AS numbers FROM known
), read AS MATERIALIZED (
    SELECT typed.a, places.id AS unit_id, kinds.id AS kind_id, replace(az_fold(typed.a), ' ', '') AS name,
           typed.e ~ '^[0-9]{4}$' AND typed.e::int BETWEEN 1000 AND extract(year FROM now()) AS is_year
    FROM typed
    LEFT JOIN places ON places.name = az_fold(typed.c)
    LEFT JOIN kinds ON kinds.name = az_fold(typed.b)
), read_by_number AS MATERIALIZED (
    SELECT *, regexp_replace(name, '[^0-9]+', ' ', 'g') AS numbers FROM read
), met AS MATERIALIZED (
    SELECT DISTINCT one.a
    FROM read_by_number one
    JOIN by_number other USING (unit_id, numbers)
    WHERE one.name = other.name OR similarity(one.name, other.name) > 0.8
)
SELECT count(*) FILTER (WHERE unit_id IS NOT NULL AND kind_id IS NOT NULL AND is_year AND met.a IS NULL)
FROM read LEFT JOIN met USING (a)
