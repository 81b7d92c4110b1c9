-- The wall around the timetable: part of the replaceable set. Everybody in the house sees when groups meet; who is a member,
-- those who see the enrolment.

create policy cohort_read on cohort for select to causeway_app using (org_id = (select access.house()));
create policy cohort_add on cohort for insert to causeway_app
    with check (org_id = (select access.house()) and recorded_by = (select access.staff())
           and (select access.roles()) && array['supervisor', 'programme_manager']
           and (site_id = any ((select access.c2_sites())::uuid[])
                or programme_id = any ((select access.c2_programmes())::uuid[])));
create policy cohort_change on cohort for update to causeway_app
    using (org_id = (select access.house())
           and (select access.roles()) && array['supervisor', 'programme_manager']
           and (site_id = any ((select access.c2_sites())::uuid[])
                or programme_id = any ((select access.c2_programmes())::uuid[])));

create policy schedule_read on schedule for select to causeway_app using (org_id = (select access.house()));
create policy schedule_add on schedule for insert to causeway_app
    with check (org_id = (select access.house()) and recorded_by = (select access.staff())
           and (select access.roles()) && array['supervisor', 'programme_manager']
           and (site_id = any ((select access.c2_sites())::uuid[])
                or programme_id = any ((select access.c2_programmes())::uuid[])));
create policy schedule_change on schedule for update to causeway_app
    using (org_id = (select access.house())
           and (select access.roles()) && array['supervisor', 'programme_manager']
           and (site_id = any ((select access.c2_sites())::uuid[])
                or programme_id = any ((select access.c2_programmes())::uuid[])));

-- Which turn became which session is the background's to write.
create policy schedule_turn_read on schedule_turn for select to causeway_app using (org_id = (select access.house()));

create policy cohort_member_read on cohort_member for select to causeway_app
    using (org_id = (select access.house())
           and (site_id = any ((select access.c2_sites())::uuid[])
                or programme_id = any ((select access.c2_programmes())::uuid[])
                or enrolment_id in (select access.visible_enrolments())));
create policy cohort_member_add on cohort_member for insert to causeway_app
    with check (org_id = (select access.house()) and recorded_by = (select access.staff())
           and (site_id = any ((select access.c3_sites())::uuid[])
                or programme_id = any ((select access.c3_programmes())::uuid[])
                or enrolment_id in (select access.visible_enrolments())));
create policy cohort_member_end on cohort_member for update to causeway_app
    using (org_id = (select access.house())
           and (site_id = any ((select access.c3_sites())::uuid[])
                or programme_id = any ((select access.c3_programmes())::uuid[])
                or enrolment_id in (select access.visible_enrolments())));

create policy holiday_read on holiday for select to causeway_app using (org_id = (select access.house()));
create policy holiday_add on holiday for insert to causeway_app
    with check (org_id = (select access.house()) and recorded_by = (select access.staff())
           and ((select access.roles()) && array['org_admin', 'programme_manager', 'director']
                or site_id = any ((select access.c3_sites())::uuid[])));
create policy holiday_void on holiday for update to causeway_app
    using (org_id = (select access.house())
           and ((select access.roles()) && array['org_admin', 'programme_manager', 'director']
                or site_id = any ((select access.c3_sites())::uuid[])));

grant select on cohort, schedule, schedule_turn, cohort_member, holiday to causeway_app;
grant insert on cohort, schedule, cohort_member, holiday to causeway_app;
grant update (name, capacity, ends_on, row_version) on cohort to causeway_app;
grant update (weekday, every_weeks, anchor_on, starts_local, minutes, lead_staff_id, to_on, row_version) on schedule
    to causeway_app;
grant update (left_on, row_version) on cohort_member to causeway_app;
grant update (voided_at, void_reason, row_version) on holiday to causeway_app;
grant insert on schedule_turn, session, roll_line to causeway_policy;
-- Erasing somebody blanks the digest of what was sent (access.destroy).
grant update (created_mac) on cohort_member to causeway_policy;

-- Places nobody has: members are counted whom the caller may not see. Two who ask at once are let in one after the other: the
-- lock is held to the end of the transaction.
create function access.cohort_room(p_cohort uuid) returns integer
    language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
begin
    perform pg_advisory_xact_lock(hashtextextended('cohort ' || access.house() || ' ' || p_cohort, 0));
    return (select c.capacity - (select count(*) from public.cohort_member m
                                 join public.enrolment e on e.org_id = m.org_id and e.id = m.enrolment_id
                                 where m.org_id = c.org_id and m.cohort_id = c.id and m.voided_at is null
                                   and (m.left_on is null or m.left_on >= access.now()::date) and e.exited_on is null)::integer
            from public.cohort c
            where c.org_id = access.house() and c.id = p_cohort);
end $$;

-- Would somebody meet, as a member of this cohort, whom she must not: another member, or somebody on one of its rolls that lie
-- ahead, or in the rooms then? One yes or no, as access.would_meet.
create function access.would_meet_cohort(p_cohort uuid, p_person uuid) returns boolean
    language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
begin
    -- Locks her pairs, so that two of one who join at once see each other.
    if not exists (select from public.keep_apart k
                   where k.org_id = access.house() and k.voided_at is null and p_person in (k.person_a, k.person_b)) then
        return false;
    end if;
    perform access.would_meet(array[p_person], null, null, null, null);
    return exists (select from public.keep_apart k
                   join public.cohort_member m on m.org_id = k.org_id and m.cohort_id = p_cohort and m.voided_at is null
                        and (m.left_on is null or m.left_on >= access.now()::date)
                        and m.person_id in (k.person_a, k.person_b) and m.person_id <> p_person
                   where k.org_id = access.house() and k.voided_at is null and p_person in (k.person_a, k.person_b))
        or exists (select from public.schedule_turn t
                   join public.session s on s.org_id = t.org_id and s.id = t.session_id
                   where t.org_id = access.house() and t.cohort_id = p_cohort and s.status = 'planned' and s.voided_at is null
                     and s.starts_at > access.now()
                     and access.would_meet(array[p_person], s.id, s.site_id, s.starts_at,
                                           s.starts_at + s.minutes * interval '1 minute'));
end $$;

-- Planned sessions that lie ahead, by the timetable: of a cohort, or at a site (null: at all) on a day. Everybody in the house
-- may know when groups meet.
create function access.planned_turns(p_cohort uuid, p_site uuid, p_on date)
    returns table (session_id uuid, schedule_id uuid, turn_on date, starts_at timestamptz)
    language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
    return query
    select t.session_id, t.schedule_id, t.turn_on, s.starts_at
    from public.schedule_turn t
    join public.session s on s.org_id = t.org_id and s.id = t.session_id
    where t.org_id = access.house() and (p_cohort is null or t.cohort_id = p_cohort)
      and (p_site is null or t.site_id = p_site) and (p_on is null or t.turn_on = p_on)
      and s.status = 'planned' and s.voided_at is null and s.starts_at > access.now()
    order by s.starts_at, t.session_id
    limit 500;
end $$;

-- Voids what of a schedule lies ahead and nobody has touched, because the schedule has just changed: it is planned anew. A
-- session is touched when it was changed, or when somebody put, marked or took somebody on its roll. For who may change the
-- schedule: the policy above has seen to that in this transaction.
create function access.clear_ahead(p_schedule uuid) returns table (session_id uuid, touched boolean)
    language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
begin
    if not exists (select from public.schedule c
                   where c.org_id = access.house() and c.id = p_schedule and c.xmin = pg_current_xact_id()::xid) then
        raise exception 'row-level security: this schedule was not changed here' using errcode = '42501';
    end if;
    return query
    with lies_ahead as (
        select s.id, s.row_version > 1
               or exists (select from public.roll_line l
                          where l.org_id = s.org_id and l.session_id = s.id
                            and (l.recorded_by is not null or l.marked_at is not null
                                 or l.void_reason <> 'rescheduled')) as touched
        from public.schedule_turn t
        join public.session s on s.org_id = t.org_id and s.id = t.session_id
        where t.org_id = access.house() and t.schedule_id = p_schedule and s.status = 'planned' and s.voided_at is null
          and s.starts_at > access.now()
    ), lines as (
        update public.roll_line l
        set voided_at = access.now(), void_reason = 'rescheduled', row_version = l.row_version + 1
        from lies_ahead a
        where l.org_id = access.house() and l.session_id = a.id and not a.touched and l.voided_at is null
    ), gone as (
        update public.session s
        set voided_at = access.now(), void_reason = 'rescheduled', row_version = s.row_version + 1
        from lies_ahead a
        where s.org_id = access.house() and s.id = a.id and not a.touched
    )
    select a.id, a.touched from lies_ahead a order by a.id;
end $$;

-- Makes the sessions of the coming days from every schedule of the job's organisation, each once, and fills their rolls. For
-- its job only. Times are those of the site's clock on that day. How many sessions were made.
create function access.plan_groups(p_days integer) returns integer
    language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
    v_org uuid := access.org();
    v_made integer;
begin
    if access.job_kind() is distinct from 'plan_groups' then
        raise exception 'row-level security: only its job plans groups' using errcode = '42501';
    end if;
    perform pg_advisory_xact_lock(hashtextextended('plan_groups ' || v_org, 0));
    with turns as materialized (
        select gen_random_uuid() as session_id, c.id as schedule_id, c.row_version as version, c.cohort_id, c.site_id,
               c.programme_id, c.kind, c.mode, c.title, c.minutes, c.lead_staff_id, d.turn_on,
               (d.turn_on + c.starts_local) at time zone s.time_zone as starts_at
        from public.schedule c
        join public.cohort h on h.org_id = c.org_id and h.id = c.cohort_id and h.voided_at is null
        join public.site s on s.org_id = c.org_id and s.id = c.site_id and s.voided_at is null
        cross join lateral (select (access.now() at time zone s.time_zone)::date as today) there
        cross join lateral (
            -- The first turn, where no week is named: timetable::model::first_turn.
            select coalesce(c.anchor_on, c.from_on + (c.weekday - extract(isodow from c.from_on)::integer + 7) % 7) as on_day
        ) anchor
        cross join lateral (
            select g.day::date as turn_on
            from generate_series(greatest(c.from_on, h.starts_on, there.today)::timestamp,
                                 least(c.to_on, h.ends_on, there.today + p_days)::timestamp, interval '1 day') g (day)
            -- Whole weeks from the one that is named, Monday to Monday: dates, which no change of clocks makes longer.
            where extract(isodow from g.day) = c.weekday
              and (date_trunc('week', g.day)::date - date_trunc('week', anchor.on_day::timestamp)::date) / 7
                  % c.every_weeks = 0) d
        where c.org_id = v_org and c.voided_at is null
          and not exists (select from public.holiday y
                          where y.org_id = c.org_id and y.holiday_on = d.turn_on and y.voided_at is null
                            and (y.site_id is null or y.site_id = c.site_id))
          -- Made before, by this version; or by an earlier one, and not cleared when that changed.
          and not exists (select from public.schedule_turn t
                          join public.session n on n.org_id = t.org_id and n.id = t.session_id
                          where t.org_id = c.org_id and t.schedule_id = c.id and t.turn_on = d.turn_on
                            and (t.version = c.row_version or n.voided_at is null))
    ), ahead as (
        select t.* from turns t where t.starts_at > access.now()
    ), made as (
        insert into public.session (org_id, id, programme_id, site_id, kind, mode, status, starts_at, held_on, minutes,
                                    lead_staff_id, title, is_group, recorded_at, recorded_via)
        select v_org, a.session_id, a.programme_id, a.site_id, a.kind, a.mode, 'planned', a.starts_at, a.turn_on, a.minutes,
               a.lead_staff_id, a.title, true, access.now(), 'web'
        from ahead a
    )
    insert into public.schedule_turn (org_id, schedule_id, version, turn_on, cohort_id, session_id, site_id, programme_id,
                                      recorded_at)
    select v_org, a.schedule_id, a.version, a.turn_on, a.cohort_id, a.session_id, a.site_id, a.programme_id, access.now()
    from ahead a;
    get diagnostics v_made = row_count;
    perform access.fill_rolls(v_org);
    return v_made;
end $$;

-- Puts the members of each cohort on the rolls that lie ahead, unmarked, and takes those off whom nobody expects any more: who
-- left the cohort or the programme, or pauses. Who was taken off by hand stays off. Of two who must not meet only one is put
-- on. Not the application's to call.
create function access.fill_rolls(p_org uuid) returns void
    language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
begin
    -- Nobody expects them: what the background wrote, and nobody marked.
    update public.roll_line l
    set voided_at = access.now(), void_reason = 'rescheduled', row_version = l.row_version + 1
    from public.schedule_turn t
    join public.session s on s.org_id = t.org_id and s.id = t.session_id and s.status = 'planned' and s.voided_at is null
         and s.starts_at > access.now()
    where t.org_id = p_org and l.org_id = t.org_id and l.session_id = t.session_id and l.voided_at is null
      and l.marked_at is null and l.recorded_by is null
      and not exists (select from public.cohort_member m
                      join public.enrolment e on e.org_id = m.org_id and e.id = m.enrolment_id
                      where m.org_id = t.org_id and m.cohort_id = t.cohort_id and m.person_id = l.person_id
                        and m.voided_at is null and m.joined_on <= t.turn_on and coalesce(m.left_on >= t.turn_on, true)
                        and e.voided_at is null and e.paused_on is null and e.exited_on is null);
    with expected as (
        select t.session_id, m.id as member_id, m.enrolment_id, m.person_id, t.site_id, t.programme_id
        from public.schedule_turn t
        join public.session s on s.org_id = t.org_id and s.id = t.session_id and s.status = 'planned' and s.voided_at is null
             and s.starts_at > access.now()
        join public.cohort_member m on m.org_id = t.org_id and m.cohort_id = t.cohort_id and m.voided_at is null
             and m.joined_on <= t.turn_on and coalesce(m.left_on >= t.turn_on, true)
        join public.enrolment e on e.org_id = m.org_id and e.id = m.enrolment_id and e.voided_at is null
             and e.enrolled_on <= t.turn_on and e.exited_on is null and e.paused_on is null
        join public.person p on p.org_id = m.org_id and p.id = m.person_id and p.erased_at is null
        where t.org_id = p_org
          and not exists (select from public.roll_line l
                          where l.org_id = t.org_id and l.session_id = t.session_id and l.person_id = m.person_id
                            and (l.voided_at is null or l.recorded_by is not null or l.marked_at is not null
                                 or l.void_reason <> 'rescheduled'))
    )
    insert into public.roll_line (org_id, id, session_id, enrolment_id, person_id, site_id, programme_id, recorded_at)
    select p_org, gen_random_uuid(), x.session_id, x.enrolment_id, x.person_id, x.site_id, x.programme_id, access.now()
    from expected x
    where not exists (select from public.keep_apart k
                      cross join lateral (values (k.person_a, k.person_b), (k.person_b, k.person_a)) pair (one, other)
                      where k.org_id = p_org and k.voided_at is null and pair.one = x.person_id
                        and (exists (select from public.roll_line l
                                     where l.org_id = p_org and l.session_id = x.session_id and l.person_id = pair.other
                                       and l.voided_at is null)
                             or exists (select from expected o
                                        where o.session_id = x.session_id and o.person_id = pair.other
                                          and o.member_id < x.member_id)));
end $$;

do $$
declare
    f regprocedure;
begin
    for f in select p.oid::regprocedure from pg_proc p join pg_namespace n on n.oid = p.pronamespace
             where n.nspname = 'access' and p.proname in ('cohort_room', 'would_meet_cohort', 'planned_turns', 'clear_ahead',
                                                          'plan_groups', 'fill_rolls') loop
        execute format('alter function %s owner to causeway_policy', f);
        execute format('revoke all on function %s from public', f);
        execute format('grant execute on function %s to causeway_app', f);
    end loop;
end
$$;
revoke execute on function access.fill_rolls(uuid) from causeway_app;
