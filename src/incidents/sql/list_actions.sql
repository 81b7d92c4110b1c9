-- What is to be done: all of it for who handles the incident ($3), else what is the caller's ($4).
select n.id, n.incident_id, n.what_enc, n.owner_id, n.due_on, n.done_at, n.done_by, n.created_mac, n.row_version
from incident_action n
where n.org_id = $1 and n.incident_id = $2 and n.voided_at is null and ($3 or n.owner_id = $4)
order by n.due_on, n.id
