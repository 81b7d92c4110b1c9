-- Newest first. A funder's policy leaves her own published ones; the application asks for no others either.
select r.id, r.indicator, r.period, r.generation, r.state, r.drafted_at, r.published_at, r.row_version
from sdc.release r
where r.org_id = $1
  and ($2::uuid is null or r.state = 'published' and exists (
        select from sdc.release_recipient c
        where c.org_id = r.org_id and c.release_id = r.id and c.funder_id = $2))
  and ($3::timestamptz is null or (r.drafted_at, r.id) < ($3, $4::uuid))
order by r.drafted_at desc, r.id desc
limit $5
