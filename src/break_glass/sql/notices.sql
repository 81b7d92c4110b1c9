-- A page of what the caller was told, newest first.
select n.id, n.recorded_at, n.seen_at, b.id as break_glass_id, b.person_id, b.staff_id, m.display_name as staff_name,
       b.purpose, b.needs_second, b.starts_at, b.ends_at, b.outcome
from break_glass_notice n
join break_glass b on b.org_id = n.org_id and b.id = n.break_glass_id
join staff_member m on m.org_id = b.org_id and m.id = b.staff_id
where n.org_id = $1 and n.staff_id = $2
  and ($3::timestamptz is null or (n.recorded_at, n.id) < ($3, $4))
order by n.recorded_at desc, n.id desc
limit $5
