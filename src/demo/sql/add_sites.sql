insert into site (org_id, jurisdiction, recorded_at, id, name, time_zone, region)
select $1, $2, $3, rows.* from unnest($4::uuid[], $5::text[], $6::text[], $7::text[]) as rows
