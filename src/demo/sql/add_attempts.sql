-- After a session to which somebody did not come, her worker tries to reach her on the same evening, some of them through
-- whoever is around her. Derived from what was loaded, so the same every time.
with missed as (
    select p.*, s.lead_staff_id, s.starts_at, l.time_zone, uuid_send(p.id) as dice
    from participation p
    join session s on s.org_id = p.org_id and s.id = p.session_id
    join site l on l.org_id = p.org_id and l.id = p.site_id
    where p.org_id = $1 and p.attendance = 'absent_unexcused'
), tried as (
    select m.*, m.starts_at + interval '95 minutes' + get_byte(dice, 15) % 60 * interval '1 minute' as at,
           (array ['phone_call', 'phone_call', 'phone_call', 'text_message', 'messaging_app'])[1 + get_byte(dice, 14) % 5] as how,
           (array ['no_answer', 'no_answer', 'no_answer', 'reached', 'reached', 'left_neutral_message', 'third_party_answered',
                   'number_dead', 'refused'])[1 + get_byte(dice, 13) % 9] as came
    from missed m
)
insert into contact_attempt (org_id, id, enrolment_id, person_id, site_id, programme_id, strand, attempted_at, attempted_on, mode,
                             result, collateral, recorded_at, recorded_by)
select $1, md5('attempt ' || t.id::text)::uuid, t.enrolment_id, t.person_id, t.site_id, t.programme_id, t.strand, t.at,
       (t.at at time zone t.time_zone)::date, t.how, t.came, get_byte(dice, 12) % 8 = 0, t.at, t.lead_staff_id
from tried t
