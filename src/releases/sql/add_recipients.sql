insert into sdc.release_recipient (org_id, release_id, funder_id, recorded_at)
select $1, $2, f.id, $4 from unnest($3::uuid[]) as f (id)
