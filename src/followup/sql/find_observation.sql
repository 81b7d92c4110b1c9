select id, enrolment_id, followup_id, domain, measure, stage, observed_on, source_kind, value_code, value_number, missing,
       recorded_by, recorded_at, void_reason, created_mac, row_version
from outcome_observation
where org_id = $1 and id = $2
