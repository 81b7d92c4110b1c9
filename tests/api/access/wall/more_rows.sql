-- Rows the scene has no use for, and the wall must be asked about (picture.rs).
insert into idempotency_key (org_id, staff_id, key, operation, body_mac, status, recorded_at)
select org_id, id, 'a key of hers', 'test', decode(repeat('00', 16), 'hex'), 200, now() from staff_member;
insert into sdc.counted (org_id, person_id, indicator, period, release_id)
select p.org_id, p.id, 'enrolled_first', '2025', r.id from person p
cross join lateral (select id from sdc.release r where r.org_id = p.org_id order by id limit 1) r;
insert into sdc.budget (org_id, person_id, epsilon, delta) select org_id, id, 1, 0 from person;
insert into sdc.download (org_id, id, release_id, staff_id, at, format, file_sha256, content_sha256)
select r.org_id, gen_random_uuid(), r.id, s.id, now(), 'json', sha256('a'), sha256('a')
from sdc.release r join staff_member s on s.org_id = r.org_id;
insert into enrolment_restricted (org_id, event_id, enrolment_id, person_id, site_id, programme_id, true_reason_enc, recorded_at,
     recorded_by)
select e.org_id, v.id, e.id, e.person_id, e.site_id, e.programme_id, 'x', v.recorded_at, v.recorded_by
from enrolment e join enrolment_event v on v.org_id = e.org_id and v.enrolment_id = e.id and v.to_status = 'enrolled';
insert into exit_record (org_id, event_id, enrolment_id, person_id, site_id, programme_id, initiator_missing, planned_missing,
     living_situation_missing, school_status_missing, employment_status_missing, satisfaction_missing,
     safe_to_follow_up_missing, recorded_at, recorded_by)
select r.org_id, r.event_id, r.enrolment_id, r.person_id, r.site_id, r.programme_id, 'not_asked', 'not_asked', 'not_asked',
     'not_asked', 'not_asked', 'not_asked', 'not_asked', r.recorded_at, r.recorded_by
from enrolment_restricted r;
insert into followup_safety (org_id, id, enrolment_id, person_id, site_id, programme_id, judged_on, safe, safe_contact_rule,
     recorded_at, recorded_by)
select e.org_id, gen_random_uuid(), e.id, e.person_id, e.site_id, e.programme_id, current_date, j.safe, j.rule, e.recorded_at,
     e.recorded_by
from enrolment e cross join (values (false, null), (true, 'message_first')) j (safe, rule);
insert into dosage_rule (org_id, id, programme_id, measure, amount, valid_from, recorded_at, recorded_by)
select org_id, gen_random_uuid(), id, 'contacts_per_week', 1, current_date, recorded_at, recorded_by from programme;
insert into schedule_turn (org_id, schedule_id, version, turn_on, cohort_id, session_id, site_id, programme_id, recorded_at)
select c.org_id, c.id, 1, current_date, c.cohort_id, s.id, c.site_id, c.programme_id, c.recorded_at
from (select schedule.*, row_number() over (partition by org_id order by id) as place from schedule) c
join (select org_id, id, row_number() over (partition by org_id order by id) as place from session) s using (org_id, place);
insert into indicator_target (org_id, id, indicator, variant, site_id, from_on, to_on, target, recorded_at, recorded_by)
select s.org_id, gen_random_uuid(), 'ENR-04', 'new', s.id, current_date, current_date, 5, s.recorded_at, m.id
from site s cross join lateral (select id from staff_member m where m.org_id = s.org_id order by id limit 1) m;
insert into eligibility_finding (org_id, evaluation_id, rule_id, enrolment_id, site_id, programme_id, recorded_at, recorded_by)
select r.org_id, r.evaluation_id, r.rule_id, e.id, e.site_id, e.programme_id, r.recorded_at, r.recorded_by
from eligibility_result r join referral_in f on f.org_id = r.org_id and f.id = r.referral_id
join enrolment e on e.org_id = f.org_id and e.person_id = f.person_id;
insert into referral_decision (org_id, id, referral_id, site_id, evaluation_id, decision, decided_at, recorded_at, recorded_by)
select org_id, id, referral_id, site_id, id, 'pending_info', recorded_at, recorded_at, recorded_by from eligibility_evaluation;
insert into programme_capacity (org_id, programme_id, site_id, version, places, recorded_at, recorded_by)
select org_id, programme_id, site_id, 1, 10, now(), (array_agg(recorded_by))[1] from referral_in
group by org_id, programme_id, site_id;
insert into place_offer (org_id, id, referral_id, site_id, offered_at, recorded_at, recorded_by)
select org_id, id, id, site_id, recorded_at, recorded_at, recorded_by from referral_in;
insert into waiting_entry (org_id, id, referral_id, site_id, priority, since, recorded_at, recorded_by)
select org_id, id, id, site_id, 'normal', recorded_at, recorded_at, recorded_by from referral_in;
insert into head_count (org_id, id, session_id, site_id, programme_id, age_band, gender_group, heads, recorded_at, recorded_by)
select s.org_id, gen_random_uuid(), s.id, s.site_id, s.programme_id, '14_17', 'female', 3, s.recorded_at, s.recorded_by
from session s where s.is_group;
insert into session_correction (org_id, id, session_id, participation_id, roll_line_id, enrolment_id, programme_id, site_id, strand,
     held_on, attendance, minutes, kind, mode, status, starts_at, session_minutes, first_recorded_at, known_from, known_until,
     recorded_at, recorded_by)
select p.org_id, gen_random_uuid(), p.session_id, p.id, null, p.enrolment_id, p.programme_id, p.site_id, p.strand, p.held_on,
     p.attendance, p.minutes, s.kind, s.mode, s.status, s.starts_at, s.minutes, p.recorded_at, p.recorded_at, p.recorded_at,
     p.recorded_at, p.recorded_by
from participation p join session s on s.org_id = p.org_id and s.id = p.session_id
where not s.is_group;
with marked as (
    insert into participation (org_id, id, session_id, person_id, enrolment_id, programme_id, site_id, strand, held_on, attendance,
         minutes, recorded_at, recorded_by)
    select l.org_id, gen_random_uuid(), l.session_id, l.person_id, l.enrolment_id, l.programme_id, l.site_id, e.strand, s.held_on,
         'present', 60, l.recorded_at, l.recorded_by
    from roll_line l join enrolment e on e.org_id = l.org_id and e.id = l.enrolment_id
    join session s on s.org_id = l.org_id and s.id = l.session_id
    where not exists (select from participation p
                      where p.org_id = l.org_id and p.session_id = l.session_id and p.person_id = l.person_id)
    returning *
)
insert into session_correction (org_id, id, session_id, participation_id, roll_line_id, enrolment_id, programme_id, site_id, strand,
     held_on, attendance, minutes, first_recorded_at, known_from, known_until, recorded_at, recorded_by)
select m.org_id, gen_random_uuid(), m.session_id, m.id, l.id, m.enrolment_id, m.programme_id, m.site_id, m.strand, m.held_on,
     m.attendance, m.minutes, m.recorded_at, m.recorded_at, m.recorded_at, m.recorded_at, m.recorded_by
from marked m join roll_line l on l.org_id = m.org_id and l.session_id = m.session_id and l.person_id = m.person_id;
insert into case_plan_review (org_id, id, plan_id, enrolment_id, person_id, site_id, programme_id, reviewed_on, recorded_at, recorded_by)
select org_id, id, id, enrolment_id, person_id, site_id, programme_id, current_date, recorded_at, recorded_by from case_plan;
insert into goal_review (org_id, review_id, goal_id, plan_id, enrolment_id, person_id, site_id, programme_id, reviewed_on, status,
     recorded_at, recorded_by)
select org_id, plan_id, id, plan_id, enrolment_id, person_id, site_id, programme_id, current_date, 'in_progress', recorded_at,
     recorded_by
from goal;
insert into case_plan_approval (org_id, plan_id, enrolment_id, person_id, site_id, programme_id, written_by, submitted_by,
     approved_by, recorded_at)
select p.org_id, p.id, p.enrolment_id, p.person_id, p.site_id, p.programme_id, p.recorded_by, p.submitted_by, m.id, p.recorded_at
from case_plan p
cross join lateral (select id from staff_member m
                    where m.org_id = p.org_id and m.id not in (p.recorded_by, p.submitted_by) order by id limit 1) m
where p.submitted_by is not null;
insert into case_plan (org_id, id, enrolment_id, person_id, site_id, programme_id, version, state, recorded_at, recorded_by, voided_at)
select org_id, gen_random_uuid(), enrolment_id, person_id, site_id, programme_id, 2, 'draft', recorded_at, recorded_by, recorded_at
from case_plan;
update goal g set changed_by = m.id from staff_member m where m.org_id = g.org_id and m.display_name = 'supervisor';
insert into concern_entry (org_id, id, concern_id, step, body_enc, recorded_at, recorded_by)
select org_id, gen_random_uuid(), id, 'noted', 'x', recorded_at, recorded_by from safeguarding_concern;
update safeguarding_concern c set state = 'taken_up', lead_id = g.staff_id, taken_up_at = c.recorded_at
from role_grant g, site s
where g.org_id = c.org_id and g.role = 'safeguarding_lead' and s.org_id = c.org_id and s.id = c.site_id and s.name = 'South';
insert into alert_call (org_id, id, alert_id, staff_id, step, recorded_at)
select a.org_id, gen_random_uuid(), a.id, i.recorded_by, 1, a.recorded_at
from alert a join incident i on i.org_id = a.org_id and i.id = a.incident_id;
insert into intake_answer (org_id, id, enrolment_id, person_id, site_id, programme_id, form_id, item_key, class, kind, missing,
     asked_on, source_kind, recorded_at, recorded_by)
select org_id, gen_random_uuid(), enrolment_id, person_id, site_id, programme_id, form_id, 'safe_tonight', 'c3', kind, 'not_asked',
     asked_on, source_kind, recorded_at, recorded_by
from intake_answer;
-- Closing was asked for by somebody, a report was voided, the lead and the director are said to be responsible.
update incident i set close_asked_by = i.recorded_by from site s
where s.org_id = i.org_id and s.id = i.site_id and s.name = 'South'
  and not exists (select from incident_party y where y.org_id = i.org_id and y.incident_id = i.id);
update incident i set voided_at = i.recorded_at, void_reason = 'duplicate', voided_by = g.staff_id from site s, role_grant g
where s.org_id = i.org_id and s.id = i.site_id and s.name = 'South' and g.org_id = i.org_id and g.role = 'director'
  and exists (select from incident_party y where y.org_id = i.org_id and y.incident_id = i.id);
update supervision_session s set supervisor_id = g.staff_id, wrapped = decode(repeat('00', 40), 'hex')
from role_grant g where g.org_id = s.org_id and g.site_id = s.site_id and g.role = 'supervisor';
insert into supervision_worker (org_id, session_id, staff_id)
select s.org_id, s.id, g.staff_id from supervision_session s join site on site.org_id = s.org_id and site.id = s.site_id
join role_grant g on g.org_id = s.org_id and g.role = 'outreach_worker'
where site.name = 'South';
with named as (
    select y.org_id, y.incident_id, y.recorded_at, y.recorded_by,
           row_number() over (partition by y.org_id order by y.id) as place
    from incident_party y join incident i on i.org_id = y.org_id and i.id = y.incident_id and i.voided_at is null
    where y.person_id is not null
), accused as (
    insert into incident_party (org_id, id, incident_id, staff_id, role, recorded_at, recorded_by)
    select n.org_id, gen_random_uuid(), n.incident_id, g.staff_id, 'alleged_responsible', n.recorded_at, n.recorded_by
    from named n
    join role_grant g on g.org_id = n.org_id and g.role = case n.place when 1 then 'safeguarding_lead' else 'director' end
    where n.place <= 2
    returning org_id, incident_id, staff_id
), owned as (
    update incident_action a set owner_id = c.staff_id from accused c
    where a.org_id = c.org_id and a.incident_id = c.incident_id
)
update incident i set severity = 's1_critical' from named n
where i.org_id = n.org_id and i.id = n.incident_id and n.place between 2 and 3;
-- What phones hold and send: two operations about everybody, one of them for nobody but who sent it, and what two changed.
insert into device_view (org_id, device_id, slot, staff_id, view_no, scopes, base, recorded_at)
select d.org_id, d.id, 0, d.staff_id, 0, array[d.staff_id], '{}', d.enrolled_at from auth.device d on conflict do nothing;
insert into sync_field (org_id, entity_type, entity_id, field, rev)
select org_id, 1, id, 'language', 1 from person on conflict do nothing;
insert into sync_op (org_id, id, op_id, recorded_by, device_id, seq, operation, entity_id, person_id, site_id, only_author, schema_no,
     client_at, skew_ms, status, code, recorded_at)
select e.org_id, gen_random_uuid(), e.id, d.staff_id, d.id, 1, 'session-create', e.id, e.person_id, e.site_id, alone.yes, 1,
     e.recorded_at, 0, 'held', 'no_access', e.recorded_at
from enrolment e cross join (values (false), (true)) alone (yes)
cross join lateral (select d.id, d.staff_id from auth.device d join staff_member m on m.org_id = d.org_id and m.id = d.staff_id
                    where d.org_id = e.org_id order by m.display_name desc, d.id limit 1) d;
insert into sync_conflict (org_id, id, sync_op_id, person_id, site_id, entity, entity_id, field, kept, state, recorded_at,
     recorded_by)
select o.org_id, gen_random_uuid(), o.id, o.person_id, p.home_site_id, 'person', o.person_id, 'language', 'sent', 'auto',
     o.recorded_at, o.recorded_by
from sync_op o join person p on p.org_id = o.org_id and p.id = o.person_id where not o.only_author;
