-- The exit that holds; when it was written down; and whether the person has joined the programme again since.
select v.id, v.recorded_at,
       exists (select from enrolment n
               where n.org_id = v.org_id and n.previous_enrolment_id = v.enrolment_id and n.voided_at is null) as joined_again
from enrolment_event v
where v.org_id = $1 and v.enrolment_id = $2 and v.to_status = 'exited' and v.voided_at is null
  and not exists (select from enrolment_event u where u.org_id = v.org_id and u.undoes = v.id)
order by v.recorded_at desc, v.id desc
limit 1
