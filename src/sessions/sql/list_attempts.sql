-- Attempts made in an enrolment, latest first, from a place in that order on.
select t.id, t.enrolment_id, t.person_id, t.attempted_at, t.attempted_on, t.mode, t.result, t.collateral, t.recorded_by,
       t.row_version, t.created_mac, t.void_reason
from contact_attempt t
where t.org_id = $1 and t.enrolment_id = $2
  and ($3::date is null or (t.attempted_on, t.id) < ($3, $4))
order by t.attempted_on desc, t.id desc
limit $5
