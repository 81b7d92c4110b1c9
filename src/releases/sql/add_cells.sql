insert into sdc.release_cell (org_id, release_id, predicate, profile, published)
select $1, $2, c.predicate, c.profile, c.published
from unnest($3::text[], $4::text[], $5::integer[]) as c (predicate, profile, published)
