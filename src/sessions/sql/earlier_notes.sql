-- Words about a session that others stand for now, the last first (at most 50). Those of a voided session were not replaced.
select n.id, n.kind, n.body_enc, n.recorded_by, n.recorded_at
from session_note n
where n.org_id = $1 and n.session_id = $2 and n.person_id = $3 and n.voided_at is not null
  and exists (select from session_note later
              where later.org_id = n.org_id and later.session_id = n.session_id and later.person_id = n.person_id
                and (later.recorded_at, later.id) > (n.recorded_at, n.id))
order by n.recorded_at desc, n.id desc
limit 50
