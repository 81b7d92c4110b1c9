-- A hand-over and its lines, in one statement. The head is written first: an id that is taken is answered as such.
with lines as (
    insert into hand_over_line (org_id, id, hand_over_id, assignment_id, enrolment_id, person_id, site_id, programme_id,
                                note_enc, recorded_at, recorded_by)
    select $1, l.id, $2, l.assignment_id, l.enrolment_id, l.person_id, $3, l.programme_id, l.note_enc, $9, $10
    from unnest($11::uuid[], $12::uuid[], $13::uuid[], $14::uuid[], $15::uuid[], $16::bytea[])
         l (id, assignment_id, enrolment_id, person_id, programme_id, note_enc)
)
insert into hand_over (org_id, id, site_id, from_id, to_id, state, enrolments, weight, created_mac, recorded_at, recorded_by)
values ($1, $2, $3, $4, $5, 'proposed', $6, $7, $8, $9, $10)
