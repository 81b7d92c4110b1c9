-- The wall around caseloads: part of the replaceable set (src/platform/db/migrate.rs). Who covers whom opens files, so
-- that is decided in 1_functions.sql, beside assignments: access.covered().

-- Does the caller supervise at this site, or the whole house? A supervisor of one programme assigns one by one.
create function access.supervises_site(p_site uuid) returns boolean
    language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
    return exists (select from public.role_grant g
                   where g.org_id = access.house() and g.staff_id = access.staff() and g.role = 'supervisor'
                     and g.ended_at is null and g.voided_at is null and g.programme_id is null
                     and (g.site_id is null or g.site_id = p_site));
end $$;

-- How much a colleague may carry now: by an exception that two agreed on, else by the strictest limit that is about a
-- role or a site of hers, else by the house's own. `ordinary`: without the exception; `raised_by`: who agreed to it.
create function access.caseload_cap(p_staff uuid, out cap numeric, out ordinary numeric, out raised_by uuid)
    language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
    select coalesce((select min(l.cap)
                     from public.caseload_limit l
                     join public.role_grant g on g.org_id = l.org_id and g.staff_id = p_staff and g.ended_at is null
                          and g.voided_at is null
                     left join public.programme p on p.org_id = g.org_id and p.id = g.programme_id
                     where l.org_id = m.org_id and l.ended_at is null and l.voided_at is null
                       and (l.role is null or l.role = g.role)
                       and (l.site_id is null or l.site_id = coalesce(g.site_id, p.site_id, l.site_id))),
                    m.caseload_cap)
      into ordinary
    from public.staff_member m where m.org_id = access.org() and m.id = p_staff;
    select x.cap, x.decided_by into cap, raised_by
    from public.caseload_exception x
    where x.org_id = access.org() and x.staff_id = p_staff and x.approved and x.ends_at > access.now() and x.voided_at is null
    order by x.decided_at desc, x.id desc limit 1;
    cap := coalesce(cap, ordinary);
end $$;

-- By when somebody is to be met again, as CMQ-07 counts (src/indicators/sql/cmq_07.sql): 14 days after the last
-- session of five minutes or more she came to, or after she joined; 7 where her record is restricted. Not while she
-- pauses. Sees what its caller sees.
create function access.contact_due(p_enrolment uuid) returns date
    language plpgsql stable as $$
begin
    return (select coalesce((select max(p.held_on) from public.participation p
                             where p.org_id = e.org_id and p.enrolment_id = e.id and p.voided_at is null
                               and p.attendance in ('present', 'late', 'left_early') and p.minutes >= 5
                               and not exists (select from public.session s
                                               where s.org_id = p.org_id and s.id = p.session_id
                                                 and s.mode in ('third_party', 'letter'))), e.enrolled_on)
                   + case (select r.display_mode from public.person r where r.org_id = e.org_id and r.id = e.person_id)
                     when 'normal' then 14 else 7 end
            from public.enrolment e
            where e.org_id = access.org() and e.id = p_enrolment and e.exited_on is null and e.paused_on is null
              and e.voided_at is null);
end $$;

-- The caseloads of those who work at a site, by name, for who supervises there: the weight is of all a colleague
-- carries, the rest of what she does at this site. Today is the site's own.
create function access.caseloads(p_site uuid, p_after_name text, p_after uuid, p_limit bigint)
    returns table (staff_id uuid, display_name text, carried numeric, cap numeric, ordinary numeric, enrolments bigint,
                   overdue bigint, tasks bigint, away_until date)
    language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
declare
    v_today date := (select (access.now() at time zone s.time_zone)::date from public.site s
                     where s.org_id = access.house() and s.id = p_site);
begin
    if not access.supervises_site(p_site) then
        return;
    end if;
    return query
    select m.id, m.display_name, held.carried, c.cap, c.ordinary, held.here, held.overdue,
           (select count(*) from public.task t
            join public.assignment a on a.org_id = t.org_id and a.enrolment_id = t.enrolment_id and a.staff_id = m.id
                 and a.ended_at is null and a.voided_at is null
            where t.org_id = m.org_id and t.site_id = p_site and t.closed_at is null and t.voided_at is null),
           (select max(v.until_on) from public.absence_cover v
            where v.org_id = m.org_id and v.absent_id = m.id and v.site_id = p_site and v.ended_at is null
              and v.voided_at is null and v.starts_at <= access.now() and v.ends_at > access.now())
    from public.staff_member m
    cross join lateral access.caseload_cap(m.id) c
    cross join lateral (
        select coalesce(sum(a.weight), 0) as carried, count(*) filter (where a.site_id = p_site) as here,
               count(*) filter (where a.site_id = p_site and access.contact_due(e.id) < v_today) as overdue
        from public.assignment a
        join public.enrolment e on e.org_id = a.org_id and e.id = a.enrolment_id and e.exited_on is null
             and e.voided_at is null
        where a.org_id = m.org_id and a.staff_id = m.id and a.ended_at is null and a.voided_at is null) held
    where m.org_id = access.house() and m.ended_at is null and m.voided_at is null and m.funder_id is null
      and exists (select from public.role_grant g
                  left join public.programme p on p.org_id = g.org_id and p.id = g.programme_id
                  where g.org_id = m.org_id and g.staff_id = m.id and g.ended_at is null and g.voided_at is null
                    and g.role = any (access.field_roles()) and coalesce(g.site_id, p.site_id, p_site) = p_site)
      and (p_after is null or (m.display_name, m.id) > (p_after_name, p_after))
    order by m.display_name, m.id
    limit p_limit;
end $$;

-- Accepts a hand-over: every assignment it names that still stands ends, and the receiver gets one like it, at once and
-- together or not at all. The receiver may see nobody of it before, so it is done behind the wall: for her and for who
-- supervises at the site, and never for who proposed it. Says what stands in the way.
create function access.accept_hand_over(p_hand_over uuid, p_version integer) returns text
    language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
    v public.hand_over;
    v_lines uuid[];
    v_carried numeric;
    v_added numeric;
    v_room record;
begin
    select h.* into v from public.hand_over h
    where h.org_id = access.house() and h.id = p_hand_over and h.voided_at is null for update;
    if not found or v.recorded_by = access.staff()
       or not (v.to_id = access.staff() or access.supervises_site(v.site_id)) then
        raise exception 'row-level security: this hand-over is not the caller''s to accept' using errcode = '42501';
    end if;
    if v.state <> 'proposed' or v.row_version <> p_version then
        return 'changed';
    end if;
    v_carried := access.caseload_weight(v.to_id);
    select array_agg(l.id) into v_lines
    from public.hand_over_line l
    join public.assignment a on a.org_id = l.org_id and a.id = l.assignment_id and a.staff_id = v.from_id
         and a.ended_at is null and a.voided_at is null
    where l.org_id = v.org_id and l.hand_over_id = v.id;
    if v_lines is null then
        return 'nothing';
    end if;
    if exists (select from public.staff_member m
               where m.org_id = v.org_id and m.id = v.to_id and (m.ended_at is not null or m.voided_at is not null))
       or exists (select from public.hand_over_line l
                  where l.org_id = v.org_id and l.id = any (v_lines)
                    and not exists (select from public.role_grant g
                                    left join public.programme p on p.org_id = g.org_id and p.id = g.programme_id
                                    where g.org_id = v.org_id and g.staff_id = v.to_id and g.ended_at is null
                                      and g.voided_at is null and g.role = any (access.field_roles())
                                      and coalesce(g.site_id, p.site_id, l.site_id) = l.site_id
                                      and (g.programme_id is null or g.programme_id = l.programme_id))) then
        return 'not_here';
    end if;
    if exists (select from public.hand_over_line l
               where l.org_id = v.org_id and l.id = any (v_lines) and access.conflict_declared(v.to_id, l.person_id)) then
        return 'conflict';
    end if;
    -- Whoever has left weighs nothing. Where the receiver works with her already, she carries that no longer if she
    -- leads from now on, and nothing more if she does not.
    select coalesce(sum(case when h.id is null then a.weight when a.role = 'lead' then a.weight - h.weight else 0 end), 0)
      into v_added
    from public.hand_over_line l
    join public.assignment a on a.org_id = l.org_id and a.id = l.assignment_id
    join public.enrolment e on e.org_id = l.org_id and e.id = l.enrolment_id and e.exited_on is null
    left join public.assignment h on h.org_id = l.org_id and h.enrolment_id = l.enrolment_id and h.staff_id = v.to_id
         and h.ended_at is null and h.voided_at is null
    where l.org_id = v.org_id and l.id = any (v_lines);
    select c.cap, c.ordinary, c.raised_by into v_room from access.caseload_cap(v.to_id) c;
    if v_added > 0 and v_carried + v_added > v_room.cap then
        return 'full';
    end if;

    update public.assignment a
    set ended_at = greatest(access.now(), a.started_at), row_version = a.row_version + 1
    from public.hand_over_line l
    where l.org_id = v.org_id and l.id = any (v_lines) and a.org_id = l.org_id and a.id = l.assignment_id;
    update public.assignment h
    set ended_at = greatest(access.now(), h.started_at), row_version = h.row_version + 1
    from public.hand_over_line l
    join public.assignment a on a.org_id = l.org_id and a.id = l.assignment_id and a.role = 'lead'
    where l.org_id = v.org_id and l.id = any (v_lines) and h.org_id = l.org_id and h.enrolment_id = l.enrolment_id
      and h.staff_id = v.to_id and h.ended_at is null and h.voided_at is null;
    insert into public.assignment (org_id, id, enrolment_id, person_id, site_id, programme_id, staff_id, role, weight,
                                   started_at, over_cap_by, recorded_at, recorded_by)
    select a.org_id, gen_random_uuid(), a.enrolment_id, a.person_id, a.site_id, a.programme_id, v.to_id, a.role, a.weight,
           greatest(access.now(), a.started_at), case when v_carried + v_added > v_room.ordinary then v_room.raised_by end,
           access.now(), access.staff()
    from public.hand_over_line l
    join public.assignment a on a.org_id = l.org_id and a.id = l.assignment_id
    where l.org_id = v.org_id and l.id = any (v_lines)
      and not exists (select from public.assignment h
                      where h.org_id = a.org_id and h.enrolment_id = a.enrolment_id and h.staff_id = v.to_id
                        and h.ended_at is null and h.voided_at is null);
    update public.hand_over_line l set new_assignment_id = h.id
    from public.assignment h
    where l.org_id = v.org_id and l.id = any (v_lines) and h.org_id = l.org_id and h.enrolment_id = l.enrolment_id
      and h.staff_id = v.to_id and h.ended_at is null and h.voided_at is null;
    -- What she had planned with them is the receiver's from now on: the young person expects somebody.
    update public.plan p set staff_id = v.to_id, row_version = p.row_version + 1
    from public.hand_over_line l
    where l.org_id = v.org_id and l.id = any (v_lines) and p.org_id = l.org_id and p.enrolment_id = l.enrolment_id
      and p.staff_id = v.from_id and p.starts_at > access.now() and p.settled_at is null and p.voided_at is null;
    update public.hand_over h
    set state = 'accepted', decided_by = access.staff(), decided_at = access.now(), row_version = h.row_version + 1
    where h.org_id = v.org_id and h.id = v.id;
    return 'accepted';
end $$;

do $$
declare
    f regprocedure;
begin
    for f in select p.oid::regprocedure from pg_proc p join pg_namespace n on n.oid = p.pronamespace
             where n.nspname = 'access' and p.proname in ('supervises_site', 'caseload_cap', 'contact_due', 'caseloads',
                                                          'accept_hand_over') loop
        execute format('revoke all on function %s from public', f);
        execute format('grant execute on function %s to causeway_app, causeway_policy', f);
    end loop;
    for f in select p.oid::regprocedure from pg_proc p join pg_namespace n on n.oid = p.pronamespace
             where n.nspname = 'access' and p.prosecdef
               and p.proname in ('supervises_site', 'caseload_cap', 'caseloads', 'accept_hand_over') loop
        execute format('alter function %s owner to causeway_policy', f);
    end loop;
end
$$;

-- How full a caseload may be is no secret of the house. It is set by who answers for programmes or administers staff.
create policy caseload_limit_read on caseload_limit for select to causeway_app using (org_id = (select access.house()));
create policy caseload_limit_add on caseload_limit for insert to causeway_app
    with check (org_id = (select access.house()) and recorded_by = (select access.staff())
                and (select access.roles()) && array['org_admin', 'programme_manager', 'director']);
create policy caseload_limit_end on caseload_limit for update to causeway_app
    using (org_id = (select access.house())
           and (select access.roles()) && array['org_admin', 'programme_manager', 'director']);

-- Figures count who carried more than her limit, so whoever reads them reads exceptions too.
create policy caseload_exception_read on caseload_exception for select to causeway_app
    using (org_id = (select access.house())
           and (staff_id = (select access.staff()) or site_id = any ((select access.c2_sites())::uuid[])));
create policy caseload_exception_ask on caseload_exception for insert to causeway_app
    with check (org_id = (select access.house()) and recorded_by = (select access.staff()) and decided_by is null
                and (staff_id = (select access.staff()) or site_id = any ((select access.c3_sites())::uuid[])));
create policy caseload_exception_decide on caseload_exception for update to causeway_app
    using (org_id = (select access.house()) and decided_by is null and site_id = any ((select access.c3_sites())::uuid[]))
    with check (org_id = (select access.house()) and decided_by = (select access.staff()));

-- That somebody is away is known to her, to who stands in for her, and to who supervises there.
create policy absence_cover_read on absence_cover for select to causeway_app
    using (org_id = (select access.house())
           and (absent_id = (select access.staff()) or cover_id = (select access.staff())
                or site_id = any ((select access.c3_sites())::uuid[])));
create policy absence_cover_add on absence_cover for insert to causeway_app
    with check (org_id = (select access.house()) and recorded_by = (select access.staff())
                and access.supervises_site(site_id));
create policy absence_cover_end on absence_cover for update to causeway_app
    using (org_id = (select access.house()) and access.supervises_site(site_id));

create policy hand_over_read on hand_over for select to causeway_app
    using (org_id = (select access.house())
           and (from_id = (select access.staff()) or to_id = (select access.staff())
                or site_id = any ((select access.c3_sites())::uuid[])));
create policy hand_over_add on hand_over for insert to causeway_app
    with check (org_id = (select access.house()) and recorded_by = (select access.staff()) and state = 'proposed'
                and (from_id = (select access.staff()) or site_id = any ((select access.c3_sites())::uuid[])));
-- Accepting is access.accept_hand_over's alone.
create policy hand_over_close on hand_over for update to causeway_app
    using (org_id = (select access.house()) and state = 'proposed'
           and (from_id = (select access.staff()) or to_id = (select access.staff())
                or site_id = any ((select access.c3_sites())::uuid[])))
    with check (org_id = (select access.house()) and decided_by = (select access.staff())
                and state in ('refused', 'withdrawn'));

-- Whom it is about is for those who open her file: before it is accepted who gives, after it who receives.
create policy hand_over_line_read on hand_over_line for select to causeway_app
    using (org_id = (select access.house())
           and (site_id = any ((select access.c3_sites())::uuid[])
                or programme_id = any ((select access.c3_programmes())::uuid[])
                or enrolment_id in (select access.visible_enrolments())));
create policy hand_over_line_add on hand_over_line for insert to causeway_app
    with check (org_id = (select access.house()) and recorded_by = (select access.staff())
                and (site_id = any ((select access.c3_sites())::uuid[])
                     or enrolment_id in (select access.visible_enrolments())));

grant select, insert on caseload_limit, caseload_exception, absence_cover, hand_over, hand_over_line to causeway_app;
grant update (ended_at, row_version) on caseload_limit, absence_cover to causeway_app;
grant update (approved, decided_by, decided_at, row_version) on caseload_exception to causeway_app;
grant update (state, decided_by, decided_at, row_version) on hand_over to causeway_app;
grant update (state, decided_by, decided_at, row_version) on hand_over to causeway_policy;
grant update (new_assignment_id) on hand_over_line to causeway_policy;
grant insert on assignment to causeway_policy;
grant update (staff_id, row_version) on plan to causeway_policy;
-- Erasing somebody blanks what was sealed for her (access.destroy).
grant update (note_enc) on hand_over_line to causeway_policy;
grant update (created_mac) on hand_over to causeway_policy;
