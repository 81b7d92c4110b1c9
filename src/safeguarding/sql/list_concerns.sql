-- A page of the concerns the caller answers for, what must be taken up first first; closed ones too if $3. $4 and $5
-- name the last row of the page before.
select c.id, c.site_id, c.about, c.person_id, c.accused_id, c.state, c.due_at, c.wrapped, c.body_enc, c.lead_id,
       c.taken_up_at, c.closed_at, c.row_version, c.recorded_at, c.recorded_by
from safeguarding_concern c
where c.org_id = $1 and c.id in (select access.guarded_concerns())
  and ($3 or c.closed_at is null)
  and ($4::timestamptz is null or (c.due_at, c.id) > ($4, $5))
order by c.due_at, c.id
limit $2
