insert into cohort_member (org_id, id, cohort_id, enrolment_id, person_id, site_id, programme_id, joined_on, created_mac,
                           recorded_at, recorded_by)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
