-- Alerts of the places where the caller handles incidents ($2 everywhere, $3 sites): a page from a place on, newest
-- first, only those nobody has ($5); or one by its id ($4).
select id, site_id, kind, incident_id, outing_id, acknowledged_by, acknowledged_at, exhausted_at, recorded_at, row_version
from alert
where org_id = $1 and voided_at is null and ($2 or site_id = any ($3)) and ($4::uuid is null or id = $4)
  and (not $5 or acknowledged_at is null) and ($6::uuid is null or id < $6)
order by id desc
limit $7
