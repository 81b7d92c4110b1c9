-- In the order in which they count: by the day they were given, and of one day as they were written.
select id, enrolment_id, form_id, item_key, class, kind, value, value_enc, missing, asked_on, source_kind, recorded_by,
       recorded_at, void_reason, created_mac, row_version
from intake_answer
where org_id = $1 and enrolment_id = $2
order by asked_on, recorded_at, id
