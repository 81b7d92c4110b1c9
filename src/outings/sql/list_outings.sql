-- Who is out now: the caller herself ($2), and whom she watches over: a page from a place on, whoever is to be back
-- soonest first; or one by its id ($3), back or not.
select id, site_id, staff_id, with_staff_id, went_at, back_by, back_at, missed_at, row_version, created_mac
from outing
where org_id = $1 and voided_at is null and (staff_id = $2 or id in (select access.watched_outings()))
  and (id = $3 or ($3::uuid is null and back_at is null))
  and ($4::timestamptz is null or (back_by, id) > ($4, $5))
order by back_by, id
limit $6
