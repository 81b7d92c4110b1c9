-- The wall around rolls. Part of the replaceable set (src/platform/db/migrate.rs), rebuilt after the files before it.
--
-- Who leads a group keeps its roll: she sees a code, an alias and an attendance for everybody on it, and nothing else of
-- somebody she is not assigned to. So she reads no participation, no enrolment, no key: what a roll shows is one function,
-- access.roll, and what marking does is another, access.mark_lines.

-- Does this colleague work with young people at this place?
create function access.works_at(p_staff uuid, p_site uuid, p_programme uuid) returns boolean
    language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
    return exists (
        select from public.role_grant g
        join public.staff_member m on m.org_id = g.org_id and m.id = g.staff_id
             and m.ended_at is null and m.voided_at is null
        where g.org_id = access.house() and g.staff_id = p_staff and g.ended_at is null and g.voided_at is null
          and g.role = any (access.field_roles())
          and (g.site_id is null or g.site_id = p_site)
          and (g.programme_id is null or g.programme_id = p_programme));
end $$;

-- Group sessions the caller leads, where she still works.
create function access.led_groups() returns setof uuid
    language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
    return query
    select s.id from public.session s
    where s.org_id = access.house() and s.lead_staff_id = access.staff() and s.is_group
      and access.works_at(s.lead_staff_id, s.site_id, s.programme_id);
end $$;

-- Does the caller keep this roll: as its lead, or because what is sealed at its place is hers to open?
create function access.keeps_roll(p_session uuid) returns boolean
    language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
    return exists (
        select from public.session s
        where s.org_id = access.house() and s.id = p_session and s.is_group
          and (s.site_id = any (access.c3_sites()) or s.programme_id = any (access.c3_programmes())
               or (s.lead_staff_id = access.staff()
                   and access.works_at(s.lead_staff_id, s.site_id, s.programme_id))));
end $$;

-- What a roll shows. Sealed aliases, with the keys that open them, come to who keeps the roll; everybody else who reads
-- pseudonymous records at the place gets codes. `is_hers`: the caller may know of this person by other ways too.
create function access.roll(p_session uuid)
    returns table (id uuid, row_version integer, person_id uuid, enrolment_id uuid, is_hers boolean, public_code text,
                   attendance text, minutes integer, known_as_enc bytea, wrapped bytea)
    language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
declare
    v_org uuid := access.house();
    v_keeps boolean := access.keeps_roll(p_session);
    v_reads boolean := exists (
        select from public.session s
        where s.org_id = v_org and s.id = p_session
          and (s.site_id = any (access.c2_sites()) or s.programme_id = any (access.c2_programmes())));
begin
    if not (v_keeps or v_reads) then
        return;
    end if;
    return query
    select l.id, l.row_version, l.person_id, l.enrolment_id,
           v_reads or l.enrolment_id in (select access.visible_enrolments()),
           p.public_code, a.attendance, a.minutes,
           case when v_keeps then i.known_as_enc end, case when v_keeps then k.wrapped end
    from public.roll_line l
    join public.person p on p.org_id = l.org_id and p.id = l.person_id
    left join public.participation a on a.org_id = l.org_id and a.session_id = l.session_id
         and a.person_id = l.person_id and a.voided_at is null
    left join public.person_identity i on i.org_id = l.org_id and i.person_id = l.person_id
    left join public.person_key k on k.org_id = l.org_id and k.person_id = l.person_id
    where l.org_id = v_org and l.session_id = p_session and l.voided_at is null
    order by l.id;
end $$;

-- The day of the first delivered session of these enrolments, and the moment it makes one active (domain.md §2.2). Their
-- rows are locked already. Not the application's to call.
create function access.stamp_service(p_org uuid, p_enrolments uuid[], p_events uuid[], p_now timestamptz) returns void
    language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
begin
    with seen as (
        select e.id, e.site_id, e.programme_id, e.first_service_on as was, n.event,
               (select min(p.held_on) from public.participation p
                where p.org_id = e.org_id and p.enrolment_id = e.id and p.voided_at is null
                  and p.attendance in ('present', 'late', 'left_early')) as first_on
        from unnest(p_enrolments, p_events) n (enrolment, event)
        join public.enrolment e on e.org_id = p_org and e.id = n.enrolment
    ), stamped as (
        update public.enrolment e set first_service_on = s.first_on, row_version = e.row_version + 1
        from seen s
        where e.org_id = p_org and e.id = s.id and s.was is distinct from s.first_on
    )
    insert into public.enrolment_event (org_id, id, enrolment_id, site_id, programme_id, from_status, to_status, occurred_on,
                                        recorded_at, recorded_by)
    select p_org, s.event, s.id, s.site_id, s.programme_id, 'enrolled', 'active', s.first_on, p_now, access.staff()
    from seen s where s.was is null and s.first_on is not null;
end $$;

-- Marks lines of a roll the caller keeps: one of a known version, or, where `p_version` is null, those among `p_lines` that
-- nobody has marked. Three ids a line: of her participation, of the event that may follow, and of what it said before,
-- where somebody had marked her; `p_reason` is why it is corrected. Who said first how she took part stays its author.
-- Says of each line whether it was marked, was changed meanwhile, or lies outside her enrolment (she left before that
-- day). `p_even_closed`: who came without being on the roll is matched when it is known who she was, often after the roll
-- was closed.
create function access.mark_lines(p_session uuid, p_lines uuid[], p_version integer, p_attendance text, p_minutes integer,
                                  p_ids uuid[], p_events uuid[], p_even_closed boolean, p_now timestamptz,
                                  p_corrections uuid[], p_reason text)
    returns table (line_id uuid, outcome text)
    language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
    v_org uuid := access.house();
    v_held_on date;
    v_marked uuid[];
begin
    if not access.keeps_roll(p_session) then
        raise exception 'row-level security: this roll is not the caller''s to keep';
    end if;
    -- The first mark says that it took place.
    update public.session set status = 'held', row_version = row_version + 1
    where org_id = v_org and id = p_session and status = 'planned' and closed_at is null and voided_at is null;
    -- Closing waits for those who mark; they do not wait for each other.
    select s.held_on into v_held_on from public.session s
    where s.org_id = v_org and s.id = p_session and s.is_group and s.status = 'held' and (p_even_closed or s.closed_at is null)
      and s.voided_at is null
    for share;
    if not found then
        -- Closed, cancelled or voided since the caller looked.
        return query select n.line, 'changed' from unnest(p_lines) n (line);
        return;
    end if;
    -- In the order of their ids, so that two who mark never wait for each other in a ring.
    perform from public.enrolment e
    where e.org_id = v_org
      and e.id in (select l.enrolment_id from public.roll_line l
                   where l.org_id = v_org and l.session_id = p_session and l.id = any (p_lines))
    order by e.id for no key update;
    with marked as (
        update public.roll_line l
        set marked_at = coalesce(l.marked_at, p_now), marked_by = coalesce(l.marked_by, access.staff()),
            row_version = l.row_version + 1
        from public.enrolment e
        where l.org_id = v_org and l.session_id = p_session and l.id = any (p_lines) and l.voided_at is null
          and case when p_version is null then l.marked_at is null else l.row_version = p_version end
          and e.org_id = l.org_id and e.id = l.enrolment_id and e.voided_at is null
          and e.enrolled_on <= v_held_on and coalesce(e.exited_on >= v_held_on, true)
        returning l.id
    )
    select coalesce(array_agg(m.id), '{}') into v_marked from marked m;
    insert into public.session_correction (org_id, id, session_id, participation_id, roll_line_id, enrolment_id, programme_id,
                                           site_id, strand, held_on, attendance, minutes, reason, first_recorded_at,
                                           known_from, known_until, recorded_at, recorded_by)
    select v_org, n.correction, p_session, a.id, l.id, a.enrolment_id, a.programme_id, a.site_id, a.strand, a.held_on,
           a.attendance, a.minutes, p_reason, a.recorded_at,
           least(coalesce((select max(c.recorded_at) from public.session_correction c
                           where c.org_id = v_org and c.participation_id = a.id), a.recorded_at), k.known_until),
           k.known_until, p_now, access.staff()
    from unnest(p_lines, p_corrections) n (line, correction)
    join public.roll_line l on l.org_id = v_org and l.id = n.line
    join public.participation a on a.org_id = v_org and a.session_id = p_session and a.person_id = l.person_id
    cross join lateral (select least(a.voided_at, p_now) as known_until) k
    where l.id = any (v_marked);
    -- Somebody taken off the roll and put on it again has her participation still: one for a person and session.
    insert into public.participation (org_id, id, session_id, person_id, enrolment_id, programme_id, site_id, strand, held_on,
                                      attendance, minutes, recorded_at, recorded_by)
    select v_org, n.participation, p_session, l.person_id, l.enrolment_id, l.programme_id, l.site_id, e.strand, v_held_on,
           p_attendance, p_minutes, p_now, access.staff()
    from unnest(p_lines, p_ids) n (line, participation)
    join public.roll_line l on l.org_id = v_org and l.id = n.line
    join public.enrolment e on e.org_id = v_org and e.id = l.enrolment_id
    where l.id = any (v_marked)
    on conflict (org_id, session_id, person_id) do update
    set attendance = excluded.attendance, minutes = excluded.minutes, enrolment_id = excluded.enrolment_id,
        strand = excluded.strand, held_on = excluded.held_on, voided_at = null, void_reason = null,
        row_version = participation.row_version + 1;
    perform access.stamp_service(v_org, array_agg(l.enrolment_id), array_agg(n.event), p_now)
    from unnest(p_lines, p_events) n (line, event)
    join public.roll_line l on l.org_id = v_org and l.id = n.line
    where l.id = any (v_marked);
    return query
    select n.line, case when n.line = any (v_marked) then 'marked'
                        when exists (select from public.roll_line l
                                     where l.org_id = v_org and l.id = n.line and l.voided_at is null
                                       and (p_version is null or l.row_version = p_version)) then 'outside'
                        else 'changed' end
    from unnest(p_lines) n (line);
end $$;

-- Takes one line off an open roll, or (p_line null) voids the whole group session with everything on it. False: changed
-- meanwhile. What was delivered is then found anew.
create function access.void_roll(p_session uuid, p_line uuid, p_version integer, p_reason text, p_now timestamptz)
    returns boolean
    language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
    v_org uuid := access.house();
    v_lines uuid[];
    v_enrolments uuid[];
begin
    if not access.keeps_roll(p_session) then
        raise exception 'row-level security: this roll is not the caller''s to keep';
    end if;
    if p_line is null then
        -- Waits for those who mark.
        update public.session set voided_at = p_now, void_reason = p_reason, row_version = row_version + 1
        where org_id = v_org and id = p_session and is_group and row_version = p_version and voided_at is null;
    else
        perform from public.session
        where org_id = v_org and id = p_session and closed_at is null and voided_at is null for share;
    end if;
    if not found then
        return false;
    end if;
    v_enrolments := array(select l.enrolment_id from public.roll_line l
                          where l.org_id = v_org and l.session_id = p_session and coalesce(l.id = p_line, true));
    perform from public.enrolment e where e.org_id = v_org and e.id = any (v_enrolments) order by e.id for no key update;
    with voided as (
        update public.roll_line set voided_at = p_now, void_reason = p_reason, row_version = row_version + 1
        where org_id = v_org and session_id = p_session and voided_at is null
          and (p_line is null or (id = p_line and row_version = p_version))
        returning person_id
    )
    select array_agg(v.person_id) into v_lines from voided v;
    if p_line is not null and v_lines is null then
        return false;
    end if;
    update public.participation set voided_at = p_now, void_reason = p_reason, row_version = row_version + 1
    where org_id = v_org and session_id = p_session and person_id = any (v_lines) and voided_at is null;
    if p_line is null then
        update public.walk_in set voided_at = p_now, void_reason = p_reason, wrapped = null, nickname_enc = null,
                                  created_mac = null, row_version = row_version + 1
        where org_id = v_org and session_id = p_session and voided_at is null;
        update public.head_count set voided_at = p_now, void_reason = p_reason, row_version = row_version + 1
        where org_id = v_org and session_id = p_session and voided_at is null;
    end if;
    -- Taking something away makes nobody active: no event can follow.
    perform access.stamp_service(v_org, v_enrolments, null, p_now);
    return true;
end $$;

do $$
declare
    f regprocedure;
begin
    for f in select p.oid::regprocedure from pg_proc p join pg_namespace n on n.oid = p.pronamespace
             where n.nspname = 'access' and p.proname in ('works_at', 'led_groups', 'keeps_roll', 'roll', 'stamp_service',
                                                          'mark_lines', 'void_roll') loop
        execute format('revoke all on function %s from public', f);
        execute format('alter function %s owner to causeway_policy', f);
        execute format('grant execute on function %s to causeway_app', f);
    end loop;
end
$$;
revoke execute on function access.stamp_service(uuid, uuid[], uuid[], timestamptz) from causeway_app;

-- Who leads a group sees its session and closes its roll.
create policy session_read_led on session for select to causeway_app
    using (org_id = (select access.house()) and id in (select access.led_groups()));
create policy session_change_led on session for update to causeway_app
    using (org_id = (select access.house()) and id in (select access.led_groups()));

create policy roll_line_read on roll_line for select to causeway_app
    using (org_id = (select access.house())
           and (site_id = any ((select access.c2_sites())::uuid[])
                or programme_id = any ((select access.c2_programmes())::uuid[])
                or session_id in (select access.led_groups())));
-- Onto a roll one keeps comes only whom one may work with.
create policy roll_line_add on roll_line for insert to causeway_app
    with check (org_id = (select access.house()) and recorded_by = (select access.staff()) and marked_at is null
           and (site_id = any ((select access.c3_sites())::uuid[])
                or programme_id = any ((select access.c3_programmes())::uuid[])
                or (session_id in (select access.led_groups()) and enrolment_id in (select access.visible_enrolments())))
           and person_id not in (select access.only_behind_glass()));

create policy walk_in_read on walk_in for select to causeway_app
    using (org_id = (select access.house())
           and (site_id = any ((select access.c3_sites())::uuid[])
                or programme_id = any ((select access.c3_programmes())::uuid[])
                or session_id in (select access.led_groups())));
create policy walk_in_add on walk_in for insert to causeway_app
    with check (org_id = (select access.house()) and recorded_by = (select access.staff())
           and (site_id = any ((select access.c3_sites())::uuid[])
                or programme_id = any ((select access.c3_programmes())::uuid[])
                or session_id in (select access.led_groups()))
           and substring(wrapped from 2 for 16) not in (select access.retired_keks()));
create policy walk_in_change on walk_in for update to causeway_app
    using (org_id = (select access.house())
           and (site_id = any ((select access.c3_sites())::uuid[])
                or programme_id = any ((select access.c3_programmes())::uuid[])
                or session_id in (select access.led_groups())));

grant select, insert on roll_line to causeway_app;
grant select, insert, update on walk_in to causeway_app;
grant insert, update on participation to causeway_policy;
grant insert on session_correction to causeway_policy;
grant update (marked_at, marked_by, row_version, voided_at, void_reason) on roll_line to causeway_policy;
grant update (wrapped, nickname_enc, created_mac, row_version, voided_at, void_reason) on walk_in to causeway_policy;
grant update (row_version, voided_at, void_reason) on head_count to causeway_policy;
grant update (status, row_version, voided_at, void_reason) on session to causeway_policy;
grant update (first_service_on, row_version) on enrolment to causeway_policy;
grant insert on enrolment_event to causeway_policy;

-- Plans: for who works with her, and who reads the place.
create policy plan_read on plan for select to causeway_app
    using (org_id = (select access.house())
           and (site_id = any ((select access.c2_sites())::uuid[])
                or programme_id = any ((select access.c2_programmes())::uuid[])
                or enrolment_id in (select access.visible_enrolments())));
create policy plan_add on plan for insert to causeway_app
    with check (org_id = (select access.house()) and recorded_by = (select access.staff())
           and (site_id = any ((select access.c3_sites())::uuid[])
                or programme_id = any ((select access.c3_programmes())::uuid[])
                or enrolment_id in (select access.visible_enrolments()))
           and person_id not in (select access.only_behind_glass()));
create policy plan_change on plan for update to causeway_app
    using (org_id = (select access.house())
           and (site_id = any ((select access.c3_sites())::uuid[])
                or programme_id = any ((select access.c3_programmes())::uuid[])
                or enrolment_id in (select access.visible_enrolments())));
grant select, insert, update on plan to causeway_app;

-- Attempts to reach somebody: as plans. Who made one, or supervises there, voids it.
create policy contact_attempt_read on contact_attempt for select to causeway_app
    using (org_id = (select access.house())
           and (site_id = any ((select access.c2_sites())::uuid[])
                or programme_id = any ((select access.c2_programmes())::uuid[])
                or enrolment_id in (select access.visible_enrolments())));
create policy contact_attempt_add on contact_attempt for insert to causeway_app
    with check (org_id = (select access.house()) and recorded_by = (select access.staff())
           and (site_id = any ((select access.c3_sites())::uuid[])
                or programme_id = any ((select access.c3_programmes())::uuid[])
                or enrolment_id in (select access.visible_enrolments()))
           and person_id not in (select access.only_behind_glass()));
create policy contact_attempt_void on contact_attempt for update to causeway_app
    using (org_id = (select access.house())
           and (site_id = any ((select access.c3_sites())::uuid[])
                or programme_id = any ((select access.c3_programmes())::uuid[])
                or enrolment_id in (select access.visible_enrolments())));
grant select, insert on contact_attempt to causeway_app;
grant update (voided_at, void_reason, row_version) on contact_attempt to causeway_app;

-- Head counts: numbers, for who reads the place; counted by who keeps the roll.
create policy head_count_read on head_count for select to causeway_app
    using (org_id = (select access.house())
           and (site_id = any ((select access.c2_sites())::uuid[])
                or programme_id = any ((select access.c2_programmes())::uuid[])
                or session_id in (select access.led_groups())));
create policy head_count_add on head_count for insert to causeway_app
    with check (org_id = (select access.house()) and recorded_by = (select access.staff())
           and (site_id = any ((select access.c3_sites())::uuid[])
                or programme_id = any ((select access.c3_programmes())::uuid[])
                or session_id in (select access.led_groups())));
create policy head_count_void on head_count for update to causeway_app
    using (org_id = (select access.house())
           and (site_id = any ((select access.c3_sites())::uuid[])
                or programme_id = any ((select access.c3_programmes())::uuid[])
                or session_id in (select access.led_groups())));
grant select, insert on head_count to causeway_app;
grant update (voided_at, void_reason, row_version) on head_count to causeway_app;

-- What sessions and lines said before they were corrected: for who reads the place or works with her, and of a roll for who
-- keeps it. Of a session with one young person, who corrects it keeps it; of a roll, access.mark_lines does.
create policy session_correction_read on session_correction for select to causeway_app
    using (org_id = (select access.house())
           and (site_id = any ((select access.c2_sites())::uuid[])
                or programme_id = any ((select access.c2_programmes())::uuid[])
                or enrolment_id in (select access.visible_enrolments())
                or (roll_line_id is not null and session_id in (select access.led_groups()))));
create policy session_correction_add on session_correction for insert to causeway_app
    with check (org_id = (select access.house()) and recorded_by = (select access.staff()) and roll_line_id is null
           and (site_id = any ((select access.c3_sites())::uuid[])
                or programme_id = any ((select access.c3_programmes())::uuid[])
                or enrolment_id in (select access.visible_enrolments())));
grant select, insert on session_correction to causeway_app;
