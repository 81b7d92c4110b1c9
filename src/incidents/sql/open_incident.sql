-- One incident with everything a decision about it needs: what ties the caller to it, and what is left to do.
select i.id, i.site_id, i.kind, i.severity, i.verification, i.state, i.occurred_at, i.moved_at, i.triage_by,
       i.triaged_at, i.close_asked_by, i.closed_by, i.closed_at, i.row_version, i.recorded_at, i.recorded_by, i.void_reason,
       i.wrapped, i.created_mac,
       i.recorded_by = $3 as is_reporter,
       i.id in (select access.handled_incidents()) as handles,
       i.id in (select access.incidents_with_me()) as is_named,
       i.id in (select access.incidents_of_mine()) as through,
       (select count(*) from incident_action n
        where n.org_id = i.org_id and n.incident_id = i.id and n.done_at is null and n.voided_at is null) as left_to_do
from incident i
where i.org_id = $1 and i.id = $2
