-- An enrolment, its first event, its lead worker, and her word that she has no conflict of interest ($19), in one statement.
with enrolled as (
    insert into enrolment (org_id, id, person_id, programme_id, site_id, strand, enrolled_on, previous_enrolment_id,
                           created_mac, recorded_at, recorded_by, recorded_via, referral_id)
    values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $21)
), event as (
    insert into enrolment_event (org_id, id, enrolment_id, site_id, programme_id, to_status, occurred_on, recorded_at,
                                 recorded_by)
    values ($1, $13, $2, $5, $4, 'enrolled', $7, $10, $11)
), declared as (
    insert into conflict_declaration (org_id, id, staff_id, person_id, site_id, has_conflict, declared_at, recorded_at)
    select $1, $18, $15, $3, $20, false, $10, $10 where $19
)
insert into assignment (org_id, id, enrolment_id, person_id, site_id, programme_id, staff_id, role, weight, started_at,
                        over_cap_by, recorded_at, recorded_by)
values ($1, $14, $2, $3, $5, $4, $15, 'lead', $16, $10, $17, $10, $11)
