-- The tables as they were known at $10, under their own names, for the statement of a figure below them: without what was
-- written down later, with what was voided later, and leavings, pauses and contacts as far as somebody had told them.
-- Attendance that was corrected later is as it was said then. What is corrected in place (a name, an age, whether a record
-- is restricted, the house's own limit of caseloads, a role) is as it is today.
with enrolment_event as not materialized (
    select v.org_id, v.id, v.enrolment_id, v.from_status, v.to_status, v.reason, v.occurred_on, v.recorded_at, v.undoes,
           null::timestamptz as voided_at
    from public.enrolment_event v
    where v.recorded_at <= $10 and (v.voided_at > $10) is not false
),
enrolment as not materialized (
    select e.org_id, e.id, e.person_id, e.programme_id, e.site_id, e.strand, e.enrolled_on, x.occurred_on as exited_on,
           null::timestamptz as voided_at
    from public.enrolment e
    left join enrolment_event x on x.org_id = e.org_id and x.enrolment_id = e.id and x.to_status = 'exited'
                               and not exists (select from enrolment_event u
                                               where u.org_id = x.org_id and u.undoes = x.id)
    where e.recorded_at <= $10 and (e.voided_at > $10) is not false
),
-- In three parts, so that each finds its days by an index: what holds, what was voided later, and what was said before it
-- was corrected later.
participation as not materialized (
    select p.org_id, p.session_id, p.person_id, p.enrolment_id, p.programme_id, p.site_id, p.strand, p.held_on,
           p.attendance, p.minutes, p.recorded_at, null::timestamptz as voided_at
    from public.participation p
    where p.voided_at is null and p.recorded_at <= $10
      and not exists (select from public.session_correction c
                      where c.org_id = p.org_id and c.participation_id = p.id and c.recorded_at > $10)
    union all
    select p.org_id, p.session_id, p.person_id, p.enrolment_id, p.programme_id, p.site_id, p.strand, p.held_on,
           p.attendance, p.minutes, p.recorded_at, null
    from public.participation p
    where p.voided_at > $10 and p.recorded_at <= $10
      and not exists (select from public.session_correction c
                      where c.org_id = p.org_id and c.participation_id = p.id and c.recorded_at > $10)
    union all
    select c.org_id, c.session_id, p.person_id, c.enrolment_id, c.programme_id, c.site_id, c.strand, c.held_on,
           c.attendance, c.minutes, c.first_recorded_at, null
    from public.session_correction c
    join public.participation p on p.org_id = c.org_id and p.id = c.participation_id
    where c.known_from <= $10 and c.known_until > $10
),
-- Only how it was held: a roll's session is not corrected with its lines.
session as not materialized (
    select s.org_id, s.id,
           coalesce((select c.mode from public.session_correction c
                     where c.org_id = s.org_id and c.session_id = s.id and c.mode is not null
                       and c.known_from <= $10 and c.known_until > $10
                     order by c.recorded_at limit 1), s.mode) as mode
    from public.session s
),
contact_attempt as not materialized (
    select t.org_id, t.site_id, t.strand, t.attempted_on, t.result, t.collateral, null::timestamptz as voided_at
    from public.contact_attempt t
    where t.recorded_at <= $10 and (t.voided_at > $10) is not false
),
person as not materialized (
    select p.org_id, p.id, p.gender_missing, p.age_on_entry, p.display_mode, null::timestamptz as voided_at
    from public.person p
    where p.recorded_at <= $10 and (p.voided_at > $10) is not false
),
consent as not materialized (
    select c.org_id, c.id, c.person_id, c.site_id, c.kind, c.giver, c.status, c.occurred_at, c.expires_on,
           null::timestamptz as voided_at
    from public.consent c
    where c.recorded_at <= $10 and (c.voided_at > $10) is not false
),
assignment as not materialized (
    select a.org_id, a.id, a.enrolment_id, a.staff_id, a.role, a.weight, a.started_at,
           case when a.ended_at <= $10 then a.ended_at end as ended_at, null::timestamptz as voided_at
    from public.assignment a
    where a.recorded_at <= $10 and (a.voided_at > $10) is not false
),
caseload_limit as not materialized (
    select l.org_id, l.id, l.role, l.site_id, l.cap, l.started_at, case when l.ended_at <= $10 then l.ended_at end as ended_at,
           null::timestamptz as voided_at
    from public.caseload_limit l
    where l.recorded_at <= $10 and (l.voided_at > $10) is not false
),
caseload_exception as not materialized (
    select x.org_id, x.id, x.staff_id, x.cap, x.ends_at, x.approved, x.decided_at, null::timestamptz as voided_at
    from public.caseload_exception x
    where x.decided_at <= $10 and (x.voided_at > $10) is not false
),
case_plan_approval as not materialized (
    select a.org_id, a.plan_id, a.enrolment_id, a.recorded_at
    from public.case_plan_approval a
    where a.recorded_at <= $10
),
case_plan_review as not materialized (
    select v.org_id, v.plan_id, v.due_on, v.reviewed_on
    from public.case_plan_review v
    where v.recorded_at <= $10
),
-- The day a plan was due by is the one that the next look, which nobody had told of yet, was to answer.
case_plan as not materialized (
    select c.org_id, c.id, c.enrolment_id, case when c.started_at <= $10 then c.active_from end as active_from,
           coalesce((select v.due_on from public.case_plan_review v
                     where v.org_id = c.org_id and v.plan_id = c.id and v.due_on is not null and v.recorded_at > $10
                     order by v.recorded_at, v.id limit 1), c.next_review_on) as next_review_on,
           case when c.closed_at <= $10 then c.closed_on end as closed_on, null::timestamptz as voided_at
    from public.case_plan c
    where c.recorded_at <= $10 and (c.voided_at > $10) is not false
),
goal as not materialized (
    select g.org_id, g.id, g.plan_id, g.enrolment_id, g.due_on, null::timestamptz as voided_at
    from public.goal g
    where g.recorded_at <= $10 and (g.voided_at > $10) is not false
),
goal_review as not materialized (
    select r.org_id, r.review_id, r.goal_id, r.reviewed_on, r.status, r.recorded_at
    from public.goal_review r
    where r.recorded_at <= $10
),
dosage_rule as not materialized (
    select d.org_id, d.id, d.programme_id, d.measure, d.amount, d.over_days, d.valid_from, d.recorded_at
    from public.dosage_rule d
    where d.recorded_at <= $10
),
referral_source as not materialized (
    select x.org_id, x.id, x.referral_id, x.source, x.received_at
    from public.referral_source x
    where x.recorded_at <= $10
),
referral_in as not materialized (
    select r.org_id, r.id, r.person_id, r.programme_id, r.site_id, r.urgency, r.received_at, r.due_on,
           case when exists (select from public.referral_event v
                             where v.org_id = r.org_id and v.referral_id = r.id and v.step = 'triaged'
                               and v.recorded_at <= $10)
                then r.contact_safety else 'unknown' end as contact_safety,
           (select min(v.occurred_at) from public.referral_event v
            where v.org_id = r.org_id and v.referral_id = r.id and v.step = 'contacted'
              and v.recorded_at <= $10) as first_contact_at,
           null::timestamptz as voided_at
    from public.referral_in r
    where r.recorded_at <= $10 and (r.voided_at > $10) is not false
),
referral_event as not materialized (
    select v.org_id, v.id, v.referral_id, v.step, v.to_state, v.occurred_at, v.recorded_at
    from public.referral_event v
    where v.recorded_at <= $10
),
referral_decision as not materialized (
    select d.org_id, d.id, d.referral_id, d.decision, d.decided_at, d.recorded_at
    from public.referral_decision d
    where d.recorded_at <= $10
)
