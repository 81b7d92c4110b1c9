insert into conflict_declaration (org_id, id, staff_id, person_id, site_id, has_conflict, declared_at, recorded_at)
select $1, id, staff_id, person_id, site_id, has_conflict, declared_at, declared_at
from unnest($2::uuid[], $3::uuid[], $4::uuid[], $5::uuid[], $6::bool[], $7::timestamptz[])
     as rows (id, staff_id, person_id, site_id, has_conflict, declared_at)
