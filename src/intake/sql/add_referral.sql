-- A referral, the first who asked, and the first event, in one statement.
with referral as (
    insert into referral_in (org_id, id, person_id, programme_id, site_id, mandate, urgency, reasons, agreed,
                             received_at, contact_safety, state, moved_at, due_on, waits_until, recorded_at,
                             recorded_by, recorded_via)
    values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $10, $13, $14, $15, $16, $17)
), source as (
    insert into referral_source (org_id, id, referral_id, person_id, site_id, source, organisation, referrer_name_enc,
                                 mandate, urgency, agreed, received_at, created_mac, recorded_at, recorded_by)
    values ($1, $18, $2, $3, $5, $19, $20, $21, $6, $7, $9, $10, $22, $15, $16)
)
insert into referral_event (org_id, id, referral_id, site_id, step, to_state, occurred_at, recorded_at, recorded_by)
values ($1, $23, $2, $5, 'received', $12, $10, $15, $16)
