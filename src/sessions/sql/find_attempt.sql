select t.id, t.enrolment_id, t.person_id, t.attempted_at, t.attempted_on, t.mode, t.result, t.collateral, t.recorded_by,
       t.row_version, t.created_mac, t.void_reason
from contact_attempt t
where t.org_id = $1 and t.id = $2
