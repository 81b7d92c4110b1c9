-- A session, one person's line in it, what was written about it ($21), and what it means for the enrolment: the first
-- delivered session makes it active. One statement, so one round trip.
with session as (
    insert into session (org_id, id, programme_id, site_id, kind, mode, status, starts_at, held_on, minutes, lead_staff_id,
                         created_mac, recorded_at, recorded_by, recorded_via)
    values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $26, $12, $13, $11, $14)
), participation as (
    insert into participation (org_id, id, session_id, person_id, enrolment_id, programme_id, site_id, strand, held_on,
                               attendance, minutes, recorded_at, recorded_by)
    values ($1, $15, $2, $16, $17, $3, $4, $18, $9, $19, $20, $13, $11)
), note as (
    insert into session_note (org_id, id, session_id, enrolment_id, person_id, site_id, programme_id, kind, body_enc,
                              recorded_at, recorded_by)
    select $1, $22, $2, $17, $16, $4, $3, $23, $21, $13, $11 where $21 is not null
), opened as (
    -- Locked and then read: of two first sessions logged at once, the second waits, sees the first, and activates nothing.
    -- Locked though it be active: a first session voided meanwhile (restamp.sql) has to see this one, or be seen by it.
    select id, first_service_on from enrolment
    where org_id = $1 and id = $17 and $24
    for no key update
), activated as (
    update enrolment e set first_service_on = $9, row_version = row_version + 1
    from opened o
    where e.org_id = $1 and e.id = o.id and (o.first_service_on is null or o.first_service_on > $9)
    returning o.first_service_on is null as first_time
)
insert into enrolment_event (org_id, id, enrolment_id, site_id, programme_id, from_status, to_status, occurred_on,
                             recorded_at, recorded_by)
select $1, $25, $17, $4, $3, 'enrolled', 'active', $9, $13, $11 from activated where first_time
