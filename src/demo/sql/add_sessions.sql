with rows as (
    select * from unnest($2::uuid[], $3::uuid[], $4::uuid[], $5::uuid[], $6::uuid[], $7::uuid[], $8::text[], $9::text[],
                         $10::text[], $11::text[], $12::timestamptz[], $13::date[], $14::int[], $15::uuid[], $16::text[],
                         $17::int[], $18::timestamptz[])
        as rows (id, participation_id, person_id, enrolment_id, programme_id, site_id, strand, kind, mode, status,
                 starts_at, held_on, minutes, staff_id, attendance, attended, recorded_at)
), held as (
    insert into session (org_id, id, programme_id, site_id, kind, mode, status, starts_at, held_on, minutes,
                         lead_staff_id, recorded_at, recorded_by, recorded_via)
    select $1, id, programme_id, site_id, kind, mode, status, starts_at, held_on, minutes, staff_id, recorded_at, staff_id,
           'web'
    from rows
)
insert into participation (org_id, id, session_id, person_id, enrolment_id, programme_id, site_id, strand, held_on,
                           attendance, minutes, recorded_at, recorded_by)
select $1, participation_id, id, person_id, enrolment_id, programme_id, site_id, strand, held_on, attendance, attended,
       recorded_at, staff_id
from rows
