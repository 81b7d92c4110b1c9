insert into staff_member (org_id, id, account_id, display_name, funder_id, recorded_at)
select $1, rows.* from unnest($2::uuid[], $3::uuid[], $4::text[], $5::uuid[], $6::timestamptz[]) as rows
