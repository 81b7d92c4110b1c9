-- A page of the incidents the caller may know of, what must be looked at first first: her own reports; those that name
-- somebody of hers; those she handles ($3 everywhere, $4 sites); critical ones as a director ($5 everywhere, $6 sites).
-- $13 and $14 name the last row of the page before.
select i.id, i.site_id, i.kind, i.severity, i.verification, i.state, i.occurred_at, i.moved_at, i.triage_by,
       i.triaged_at, i.close_asked_by, i.closed_by, i.closed_at, i.row_version, i.recorded_at, i.recorded_by, i.void_reason
from incident i
where i.org_id = $1
  and (i.recorded_by = $2
       or i.id in (select access.incidents_of_mine())
       or (($3 or i.site_id = any ($4)) and i.id in (select access.handled_incidents()))
       or (($5 or i.site_id = any ($6)) and i.severity = 's1_critical'
           and i.id not in (select access.incidents_against_me())))
  and ($7::uuid is null or i.site_id = $7)
  and ($8::text is null or i.state = $8)
  and ($9::text is null or i.severity = $9)
  and (not $10 or (i.triaged_at is null and i.triage_by < $11))
  and ($12 or (i.closed_at is null and i.voided_at is null))
  and ($13::timestamptz is null or (i.triage_by, i.id) > ($13, $14))
order by i.triage_by, i.id
limit $15
