insert into programme (org_id, recorded_at, id, name, strand, tier, site_id)
select $1, $2, rows.* from unnest($3::uuid[], $4::text[], $5::text[], $6::text[], $7::uuid[]) as rows
