-- In the order in which they count: by their day, and of one day as they were recorded.
select id, followup_id, contacted_on, source_kind, result, recorded_by, recorded_at, voided_at is not null as voided,
       void_reason, created_mac, row_version
from followup_contact
where org_id = $1 and enrolment_id = $2
order by contacted_on, recorded_at, id
