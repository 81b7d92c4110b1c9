-- A contact, and what its follow-up has come to with it ($7).
with due as (
    update followup_due set told = $7, row_version = row_version + 1
    where org_id = $1 and id = $2
    returning enrolment_id, person_id, site_id, programme_id
)
insert into followup_contact (org_id, id, followup_id, enrolment_id, person_id, site_id, programme_id, contacted_on,
                              source_kind, result, created_mac, recorded_at, recorded_by)
select $1, $3, $2, due.enrolment_id, due.person_id, due.site_id, due.programme_id, $4, $5, $6, $8, $9, $10
from due
