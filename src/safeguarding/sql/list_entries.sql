select e.id, e.step, e.body_enc, e.recorded_at, e.recorded_by
from concern_entry e
where e.org_id = $1 and e.concern_id = $2
order by e.recorded_at, e.id
