-- A concern the caller answers for.
select c.id, c.site_id, c.about, c.person_id, c.accused_id, c.state, c.due_at, c.wrapped, c.body_enc, c.lead_id,
       c.taken_up_at, c.closed_at, c.row_version, c.recorded_at, c.recorded_by
from safeguarding_concern c
where c.org_id = $1 and c.id = $2 and c.id in (select access.guarded_concerns())
