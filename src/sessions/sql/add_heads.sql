insert into head_count (org_id, id, session_id, site_id, programme_id, age_band, gender_group, heads, recorded_at, recorded_by)
select $1, n.id, $2, $3, $4, n.age_band, n.gender_group, n.heads, $5, $6
from unnest($7::uuid[], $8::text[], $9::text[], $10::integer[]) n (id, age_band, gender_group, heads)
