-- A page of the caller's own and of those she reviews ($3 everywhere, $4 at these sites), newest first.
select b.id, b.person_id, b.staff_id, m.display_name as staff_name, b.purpose, b.reason_enc, b.needs_second,
       b.second_by, b.starts_at, b.ends_at, b.reviewed_by, b.reviewed_at, b.outcome, b.created_mac, b.row_version,
       b.recorded_at, '{}'::uuid[] as site_ids, '{}'::uuid[] as programme_ids
from break_glass b
join staff_member m on m.org_id = b.org_id and m.id = b.staff_id
where b.org_id = $1
  and (b.staff_id = $2 or $3 or b.site_id = any ($4)
       or b.person_id in (select e.person_id from enrolment e
                          where e.org_id = $1 and e.site_id = any ($4) and e.voided_at is null))
  and (not $5 or b.reviewed_at is null)
  and ($6::timestamptz is null or (b.recorded_at, b.id) < ($6, $7))
order by b.recorded_at desc, b.id desc
limit $8
