-- A page of the sessions the caller may know of, the latest first: those of places she supervises ($3 everywhere, $4
-- sites), and those she ($2) was supervised in. $8 and $9 name the last row of the page before.
select s.id, s.site_id, s.supervisor_id, s.held_on, s.minutes, s.kind, s.wellbeing_checked, s.void_reason, s.row_version,
       array(select w.staff_id from supervision_worker w where w.org_id = s.org_id and w.session_id = s.id
             order by w.staff_id) as staff_ids
from supervision_session s
where s.org_id = $1 and s.voided_at is null
  and ($3 or s.site_id = any ($4)
       or s.id in (select w.session_id from supervision_worker w where w.org_id = $1 and w.staff_id = $2))
  and ($5::uuid is null
       or s.id in (select w.session_id from supervision_worker w where w.org_id = $1 and w.staff_id = $5))
  and ($6::date is null or s.held_on >= $6)
  and ($7::date is null or s.held_on <= $7)
  and ($8::date is null or (s.held_on, s.id) < ($8, $9))
order by s.held_on desc, s.id desc
limit $10
