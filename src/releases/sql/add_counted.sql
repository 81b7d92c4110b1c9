insert into sdc.counted (org_id, person_id, indicator, period, release_id)
select $1, p.id, $3, $4, $5 from unnest($2::uuid[]) as p (id)
