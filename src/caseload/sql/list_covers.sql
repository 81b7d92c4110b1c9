-- Covers that are not over, of which the caller ($2) is one side or whose site she supervises ($3 everywhere, $4
-- sites): a page from a place on, soonest first; or one by its id ($5), over or not.
select id, site_id, absent_id, cover_id, from_on, until_on, starts_at, ends_at, ended_at, row_version, created_mac
from absence_cover
where org_id = $1 and voided_at is null and (absent_id = $2 or cover_id = $2 or $3 or site_id = any ($4))
  and (id = $5 or ($5::uuid is null and ended_at is null and ends_at > $6))
  and ($7::timestamptz is null or (starts_at, id) > ($7, $8))
order by starts_at, id
limit $9
