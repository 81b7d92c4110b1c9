-- The wall around tasks: part of the replaceable set. A task is seen by whoever sees what it is about, and closed by whoever
-- works on that or supervises there. Only the background raises one.

-- What was to be done after incidents and the caller knows of: she handles the incident, or it is hers to do.
create function access.known_incident_actions() returns setof uuid
    language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
    return query
    select n.id from public.incident_action n
    where n.org_id = access.house() and n.voided_at is null
      and (n.incident_id in (select access.handled_incidents())
           or (n.owner_id = access.staff() and n.incident_id not in (select access.incidents_against_me())));
end $$;

-- A place in itself shows tasks about enrolments and referrals, and none about an incident (docs/adr/0090).
create policy task_read on task for select to causeway_app
    using (org_id = (select access.house())
           and ((enrolment_id is not null
                 and (site_id = any ((select access.c2_sites())::uuid[])
                      or programme_id = any ((select access.c2_programmes())::uuid[])
                      or enrolment_id in (select access.visible_enrolments())))
                or (referral_id is not null
                    and (site_id = any ((select access.c2_sites())::uuid[])
                         or referral_id in (select access.tied_referrals())))
                or incident_action_id in (select access.known_incident_actions())));
create policy task_close on task for update to causeway_app
    using (org_id = (select access.house()) and closed_at is null
           and ((enrolment_id is not null
                 and (site_id = any ((select access.c3_sites())::uuid[])
                      or programme_id = any ((select access.c3_programmes())::uuid[])
                      or enrolment_id in (select access.visible_enrolments())))
                or (referral_id is not null
                    and (site_id in (select access.intake_sites())
                         or referral_id in (select access.tied_referrals())))
                or incident_action_id in (select access.known_incident_actions())))
    with check (org_id = (select access.house()) and (closed_by is null or closed_by = (select access.staff())));

grant select on task to causeway_app;
grant update (closed_at, closed_by, outcome, dismissal, ask_again_on, row_version) on task to causeway_app;
grant insert, update (about_on, due_on, closed_at, outcome, row_version) on task to causeway_policy;

-- Which clocks about enrolments have struck, by each site's own day (domain.md §2.2): nobody took part in anything for 90
-- days while she was expected, or a pause or a plan is to be looked at within a week: a plan not during a pause, which has
-- its own day; she has reached an age from which she decides herself (§2.6 rule 3), and about something others agreed to before
-- she has not; or a provider she was sent to has not answered (§2.3); or she has left, and is to be asked how she is (§2.20).
-- An erased record asks for nothing.
create function access.struck_enrolled() returns table (kind text, enrolment_id uuid, person_id uuid, site_id uuid, programme_id uuid,
                                               about_on date, due_on date, today date)
    language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
    return query
    with open_now as (
        select e.org_id, e.id, e.person_id, e.site_id, e.programme_id, e.enrolled_on, e.paused_on, p.is_minor_until,
               s.time_zone, s.jurisdiction,
               (access.now() at time zone s.time_zone)::date as today
        from public.enrolment e
        join public.site s on s.org_id = e.org_id and s.id = e.site_id
        join public.person p on p.org_id = e.org_id and p.id = e.person_id
        where e.org_id = access.org() and e.exited_on is null and e.voided_at is null and p.erased_at is null
    )
    select 'lost_contact', o.id, o.person_id, o.site_id, o.programme_id,
           case when served.last_on is not null then greatest(served.last_on, paused.last_on) end, o.today + 7, o.today
    from open_now o
    cross join lateral (select max(l.held_on) as last_on from public.participation l
                        where l.org_id = o.org_id and l.enrolment_id = o.id and l.voided_at is null
                          and l.attendance in ('present', 'late', 'left_early')) served
    cross join lateral (select max(v.occurred_on) as last_on from public.enrolment_event v
                        where v.org_id = o.org_id and v.enrolment_id = o.id and v.voided_at is null and v.undoes is null
                          and 'paused' in (v.from_status, v.to_status) and v.to_status <> 'exited') paused
    where o.paused_on is null and o.today - greatest(o.enrolled_on, served.last_on, paused.last_on) >= 90
    union all
    select 'pause_review', o.id, o.person_id, o.site_id, o.programme_id, review.by_day, review.by_day, o.today
    from open_now o
    cross join lateral (select v.review_by as by_day from public.enrolment_event v
                        where v.org_id = o.org_id and v.enrolment_id = o.id and v.voided_at is null
                          and v.review_by is not null
                        order by v.recorded_at desc, v.id desc limit 1) review
    where o.paused_on is not null and review.by_day <= o.today + 7
    union all
    -- Which age goes with which kind: consent::own_age.
    select 'reconsent', o.id, o.person_id, o.site_id, o.programme_id, asked.reached_on, asked.reached_on + policy.reconsent_days,
           o.today
    from open_now o
    cross join lateral (
        select j.age_majority, j.age_service_consent, j.age_data_consent, j.reconsent_days from public.jurisdiction_policy j
        where j.org_id = o.org_id and j.jurisdiction = o.jurisdiction and j.confirmed_at is not null and j.voided_at is null
          and j.valid_from <= o.today
        order by j.valid_from desc limit 1) policy
    cross join lateral (
        select min(k.reached_on) as reached_on
        from (select distinct on (c.kind) c.kind, c.status, c.expires_on,
                     (c.occurred_at at time zone o.time_zone)::date as decided_on,
                     (o.is_minor_until - make_interval(years => policy.age_majority - case
                         when c.kind = 'medical_emergency' then policy.age_majority
                         when c.kind in ('service_participation', 'assessment_screening', 'transport_trip', 'followup_after_exit')
                             then policy.age_service_consent
                         else policy.age_data_consent end))::date as reached_on
              from public.consent c
              where c.org_id = o.org_id and c.person_id = o.person_id and c.voided_at is null and c.giver <> 'young_person'
              order by c.kind, c.occurred_at desc, c.id desc) k
        where k.status in ('given', 'best_interests_decision') and coalesce(k.expires_on >= o.today, true)
          and k.reached_on <= o.today and k.decided_on < k.reached_on
          and not exists (select from public.consent own
                          where own.org_id = o.org_id and own.person_id = o.person_id and own.kind = k.kind
                            and own.giver = 'young_person' and own.voided_at is null
                            and (own.occurred_at at time zone o.time_zone)::date >= k.reached_on)) asked
    where asked.reached_on is not null
    union all
    select 'referral_out_silent', o.id, o.person_id, o.site_id, o.programme_id, silent.made_on, silent.due_on + 7, o.today
    from open_now o
    cross join lateral (select (min(r.made_at) at time zone o.time_zone)::date as made_on, min(r.answer_due_on) as due_on
                        from public.referral_out r
                        where r.org_id = o.org_id and r.enrolment_id = o.id and r.voided_at is null
                          and r.state in ('made', 'sent') and r.answer_due_on <= o.today) silent
    where silent.due_on is not null
    union all
    select 'review_due', o.id, o.person_id, o.site_id, o.programme_id, c.next_review_on, c.next_review_on, o.today
    from open_now o
    join public.case_plan c on c.org_id = o.org_id and c.enrolment_id = o.id and c.state = 'active' and c.voided_at is null
    where o.paused_on is null and c.next_review_on between o.today and o.today + 7
    union all
    -- Something required of her first month was not asked, of who came since her programme asks at all (§2.4; the week is ours).
    select 'intake_open', o.id, o.person_id, o.site_id, o.programme_id, o.enrolled_on, o.enrolled_on + 30, o.today
    from open_now o
    join public.intake_form f on f.org_id = o.org_id and f.programme_id = o.programme_id and f.state = 'published'
    where o.paused_on is null and o.enrolled_on + 23 <= o.today
      and o.enrolled_on >= (select (min(g.published_at) at time zone o.time_zone)::date from public.intake_form g
                            where g.org_id = o.org_id and g.programme_id = o.programme_id)
      and exists (select from jsonb_to_recordset(f.items) as i (key text, required boolean)
                  where i.required
                    and not exists (select from public.intake_answer a
                                    where a.org_id = o.org_id and a.enrolment_id = o.id and a.item_key = i.key
                                      and a.voided_at is null and a.missing is distinct from 'not_asked'))
    union all
    -- Who has left, while she may be asked after: nobody is named of whom it is not safe.
    select 'follow_up', f.enrolment_id, f.person_id, f.site_id, f.programme_id, f.due_on, f.closes_on, there.today
    from public.followup_due f
    join public.site s on s.org_id = f.org_id and s.id = f.site_id
    join public.person p on p.org_id = f.org_id and p.id = f.person_id
    cross join lateral (select (access.now() at time zone s.time_zone)::date as today) there
    where f.org_id = access.org() and f.told is null and f.closed is null and f.voided_at is null and p.erased_at is null
      and there.today between f.opens_on and f.closes_on;
end $$;

-- The clocks of plans and of consent (domain.md §2.6, §2.7). The weeks and days ahead are ours.
--
-- consent_ends: something she or others agreed to ends within 30 days, by its latest decision; without a yes to the service
-- nobody may be served, so that one is asked for until there is another. plan_missing: she has been here for 30 days, or is
-- without the plan before for as long, and nobody has approved one (CMQ-01); asked for a week ahead. plan_overdue: the day of
-- the look at the plan has passed. goal_due: so has that of a goal, and nobody has looked at it since. plan_action_due: and that
-- of a step towards a goal that is still open.
create function access.struck_planned() returns table (kind text, enrolment_id uuid, person_id uuid, site_id uuid,
                                                       programme_id uuid, about_on date, due_on date, today date)
    language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
    return query
    with open_now as (
        select e.org_id, e.id, e.person_id, e.site_id, e.programme_id, e.enrolled_on, e.paused_on,
               (access.now() at time zone s.time_zone)::date as today
        from public.enrolment e
        join public.site s on s.org_id = e.org_id and s.id = e.site_id
        join public.person p on p.org_id = e.org_id and p.id = e.person_id
        where e.org_id = access.org() and e.exited_on is null and e.voided_at is null and p.erased_at is null
    ),
    goals as (
        select o.id, o.person_id, o.site_id, o.programme_id, o.today, o.org_id, g.id as goal_id, g.due_on, seen.reviewed_on
        from open_now o
        join public.case_plan c on c.org_id = o.org_id and c.enrolment_id = o.id and c.state = 'active'
             and c.voided_at is null
        join public.goal g on g.org_id = c.org_id and g.plan_id = c.id and g.voided_at is null
        left join lateral (select r.status, r.reviewed_on from public.goal_review r
                           where r.org_id = g.org_id and r.goal_id = g.id
                           order by r.reviewed_on desc, r.recorded_at desc, r.review_id desc limit 1) seen on true
        where o.paused_on is null and coalesce(seen.status in ('not_started', 'in_progress'), true)
    )
    select 'consent_ends', o.id, o.person_id, o.site_id, o.programme_id, ends.on_day, ends.on_day, o.today
    from open_now o
    cross join lateral (
        select min(k.expires_on) as on_day
        from (select distinct on (c.kind, c.provider_id, c.recipient_class) c.kind, c.status, c.expires_on, c.occurred_at
              from public.consent c
              where c.org_id = o.org_id and c.person_id = o.person_id and c.voided_at is null
              order by c.kind, c.provider_id, c.recipient_class, c.occurred_at desc, c.id desc) k
        where k.status in ('given', 'best_interests_decision') and k.expires_on <= o.today + 30
          and (k.expires_on >= o.today or k.kind in ('service_participation', 'assent_service'))
          -- A no that names no recipient is about all of them.
          and not exists (select from public.consent n
                          where n.org_id = o.org_id and n.person_id = o.person_id and n.kind = k.kind and n.voided_at is null
                            and n.status in ('refused', 'withdrawn') and n.provider_id is null and n.recipient_class is null
                            and n.occurred_at > k.occurred_at)) ends
    where ends.on_day is not null
    union all
    select 'plan_missing', o.id, o.person_id, o.site_id, o.programme_id, without.since, without.since + 30, o.today
    from open_now o
    cross join lateral (select greatest(o.enrolled_on, max(c.closed_on)) as since from public.case_plan c
                        where c.org_id = o.org_id and c.enrolment_id = o.id and c.active_from is not null
                          and c.voided_at is null) without
    where o.paused_on is null and without.since + 23 <= o.today
      and not exists (select from public.case_plan c
                      where c.org_id = o.org_id and c.enrolment_id = o.id and c.state in ('approved', 'active')
                        and c.voided_at is null)
    union all
    select 'plan_overdue', o.id, o.person_id, o.site_id, o.programme_id, c.next_review_on, c.next_review_on, o.today
    from open_now o
    join public.case_plan c on c.org_id = o.org_id and c.enrolment_id = o.id and c.state = 'active' and c.voided_at is null
    where o.paused_on is null and c.next_review_on < o.today
    union all
    select 'goal_due', g.id, g.person_id, g.site_id, g.programme_id, min(g.due_on), min(g.due_on), g.today
    from goals g
    where g.due_on < g.today and coalesce(g.reviewed_on < g.due_on, true)
    group by g.id, g.person_id, g.site_id, g.programme_id, g.today
    union all
    select 'plan_action_due', g.id, g.person_id, g.site_id, g.programme_id, min(a.due_on), min(a.due_on), g.today
    from goals g
    join public.plan_action a on a.org_id = g.org_id and a.goal_id = g.goal_id and a.done_on is null and a.voided_at is null
         and a.due_on < g.today
    group by g.id, g.person_id, g.site_id, g.programme_id, g.today;
end $$;

-- The clocks of places (domain.md §2.2; both spans are ours): an offer that nobody has answered for a week, a yes from which
-- nobody has joined for two. Both hold a place somebody else waits for. What else a referral waits for stands in its queue.
create function access.struck_referred() returns table (kind text, referral_id uuid, person_id uuid, site_id uuid,
                                                        programme_id uuid, about_on date, due_on date, today date)
    language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
    return query
    select held.kind, r.id, r.person_id, r.site_id, r.programme_id, since.on_day, since.on_day + held.days, there.today
    from public.referral_in r
    join (values ('offer_silent', 'offered', 'place_offered', 7), ('joining_open', 'accepted', 'offer_accepted', 14))
         held (kind, state, step, days) on held.state = r.state
    join public.site s on s.org_id = r.org_id and s.id = r.site_id
    join public.person p on p.org_id = r.org_id and p.id = r.person_id
    cross join lateral (select (access.now() at time zone s.time_zone)::date as today) there
    cross join lateral (select (max(v.occurred_at) at time zone s.time_zone)::date as on_day
                        from public.referral_event v
                        where v.org_id = r.org_id and v.referral_id = r.id and v.step = held.step) since
    where r.org_id = access.org() and r.voided_at is null and p.erased_at is null
      and since.on_day + held.days <= there.today;
end $$;

-- What was to be done after an incident by a day that has passed (domain.md §2.15, SAF-01).
create function access.struck_after_incidents() returns table (kind text, incident_action_id uuid, site_id uuid, about_on date,
                                                               due_on date, today date)
    language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
    return query
    select 'incident_action_due', n.id, i.site_id, n.due_on, n.due_on, there.today
    from public.incident_action n
    join public.incident i on i.org_id = n.org_id and i.id = n.incident_id and i.closed_at is null and i.voided_at is null
    join public.site s on s.org_id = i.org_id and s.id = i.site_id
    cross join lateral (select (access.now() at time zone s.time_zone)::date as today) there
    where n.org_id = access.org() and n.done_at is null and n.voided_at is null and n.due_on < there.today;
end $$;

-- All of them. `ground`: the enrolment, referral or action it is about; ids are never used twice.
create function access.struck() returns table (kind text, ground uuid, enrolment_id uuid, referral_id uuid,
                                               incident_action_id uuid, person_id uuid, site_id uuid, programme_id uuid,
                                               about_on date, due_on date, today date)
    language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
    return query
    select e.kind, e.enrolment_id, e.enrolment_id, null::uuid, null::uuid, e.person_id, e.site_id, e.programme_id, e.about_on,
           e.due_on, e.today
    from (select * from access.struck_enrolled() union all select * from access.struck_planned()) e
    union all
    select r.kind, r.referral_id, null, r.referral_id, null, r.person_id, r.site_id, r.programme_id, r.about_on, r.due_on,
           r.today
    from access.struck_referred() r
    union all
    select n.kind, n.incident_action_id, null, null, n.incident_action_id, null, n.site_id, null, n.about_on, n.due_on, n.today
    from access.struck_after_incidents() n;
end $$;

-- Raises a task for every clock that has struck and has none, unless it was dismissed and its day has not come; closes those
-- whose ground is gone, and says of the others what they are about now. For its job only. Ids are drawn here: the rows are made here. How many were raised.
create function access.raise_tasks() returns integer
    language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
    v_raised integer;
begin
    if access.job_kind() is distinct from 'raise_tasks' then
        raise exception 'row-level security: only its job raises tasks' using errcode = '42501';
    end if;
    with struck as materialized (
        select * from access.struck()
    ), gone as (
        update public.task t set closed_at = access.now(), outcome = 'no_longer', row_version = t.row_version + 1
        where t.org_id = access.org() and t.closed_at is null and t.voided_at is null
          and (t.kind, coalesce(t.enrolment_id, t.referral_id, t.incident_action_id)) not in (select s.kind, s.ground from struck s)
    ), moved as (
        -- The first of several is done, the next is asked for.
        update public.task t set about_on = s.about_on, due_on = s.due_on, row_version = t.row_version + 1
        from struck s
        where t.org_id = access.org() and t.closed_at is null and t.voided_at is null and t.kind = s.kind
          and coalesce(t.enrolment_id, t.referral_id, t.incident_action_id) = s.ground
          and t.about_on is distinct from s.about_on
    )
    insert into public.task (org_id, id, kind, person_id, enrolment_id, referral_id, incident_action_id, site_id, programme_id,
                             about_on, due_on, raised_at, recorded_at)
    select access.org(), gen_random_uuid(), s.kind, s.person_id, s.enrolment_id, s.referral_id, s.incident_action_id, s.site_id,
           s.programme_id, s.about_on, s.due_on, access.now(), access.now()
    from struck s
    where not exists (select from public.task d
                      where d.org_id = access.org() and d.kind = s.kind
                        and coalesce(d.enrolment_id, d.referral_id, d.incident_action_id) = s.ground
                        and d.voided_at is null and (d.closed_at is null or d.ask_again_on > s.today))
    on conflict do nothing;
    get diagnostics v_raised = row_count;
    return v_raised;
end $$;

-- Plans the day's background work for every organisation, once: of the kinds that come daily, those this server knows.
create function access.plan_day(p_kinds text[], p_now timestamptz) returns void
    language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
begin
    insert into auth.job (org_id, id, kind, object_id, run_at, recorded_at)
    select o.org_id, gen_random_uuid(), daily.kind, o.org_id, date_trunc('day', p_now, 'UTC'), p_now
    from public.organisation o
    cross join (values ('raise_tasks'), ('plan_groups'), ('forget_outings')) daily (kind)
    where o.voided_at is null and daily.kind = any (p_kinds)
    on conflict do nothing;
end $$;

do $$
declare
    f regprocedure;
begin
    foreach f in array array['access.known_incident_actions()', 'access.struck_enrolled()', 'access.struck_planned()',
                             'access.struck_referred()', 'access.struck_after_incidents()', 'access.struck()',
                             'access.raise_tasks()', 'access.plan_day(text[], timestamptz)']::regprocedure[] loop
        execute format('alter function %s owner to causeway_policy', f);
        execute format('revoke all on function %s from public', f);
    end loop;
end
$$;
grant execute on function access.raise_tasks(), access.known_incident_actions() to causeway_app;
grant execute on function access.plan_day(text[], timestamptz) to causeway_auth;
