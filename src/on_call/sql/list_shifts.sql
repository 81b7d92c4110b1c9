-- Who is on call at a site in a stretch of time, the first to be called first.
select h.id, h.site_id, h.staff_id, m.display_name, h.place, h.starts_at, h.ends_at, false as voided, h.row_version,
       h.created_mac
from on_call_shift h
join staff_member m on m.org_id = h.org_id and m.id = h.staff_id
where h.org_id = $1 and h.site_id = $2 and h.starts_at < $4 and h.ends_at > $3 and h.voided_at is null
order by h.starts_at, h.place, h.id
limit 1000
