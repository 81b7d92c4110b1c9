insert into referral_out_event (org_id, id, referral_out_id, enrolment_id, site_id, programme_id, state, occurred_at, recorded_at,
                                recorded_by)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
