-- The wall around what phones send: part of the replaceable set (src/platform/db/migrate.rs).

-- One colleague's operations are judged one after the other: the lock is held to the end of the transaction, and the
-- statements after it see what was committed before.
create function access.sync_turn(p_author uuid) returns void
    language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
begin
    perform pg_advisory_xact_lock(hashtextextended('sync ' || access.org() || ' ' || p_author, 0));
end $$;

-- The phone that holds this sign-in of the caller's, once it is her turn.
create function access.sync_lane(p_sign_in uuid) returns table (id uuid, draining boolean)
    language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
begin
    perform access.sync_turn(access.staff());
    return query select d.id, d.draining from access.sync_device(p_sign_in) d;
end $$;

-- The caller's phones, also those that have ended: what lay on one may come in a file.
create function access.own_devices() returns setof uuid
    language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
    return query
    select d.id from auth.device d where d.org_id = access.house() and d.staff_id = access.staff();
end $$;

-- May the caller bring in what somebody else's phone held? Who supervises her; of who works here no more, who supervises a
-- place where she did.
create function access.may_rescue(p_author uuid) returns boolean
    language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
    return access.house() is not null and p_author <> access.staff() and (access.supervises(p_author) or (
        not exists (select from public.role_grant g
                    where g.org_id = access.house() and g.staff_id = p_author and g.ended_at is null and g.voided_at is null)
        and exists (select from public.role_grant g
                    left join public.programme p on p.org_id = g.org_id and p.id = g.programme_id
                    where g.org_id = access.house() and g.staff_id = p_author and g.voided_at is null
                      and access.supervises_site(coalesce(g.site_id, p.site_id)))));
end $$;

-- The phone from which a file of this author's comes: her last one, once it is her turn. No row: she never had one, or the
-- file is not the caller's to bring.
create function access.sync_file_lane(p_author uuid) returns table (id uuid)
    language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
begin
    if not (p_author = access.staff() or access.may_rescue(p_author)) then
        return;
    end if;
    perform access.sync_turn(p_author);
    return query
    select d.id from auth.device d where d.org_id = access.house() and d.staff_id = p_author
    order by d.enrolled_at desc, d.id desc limit 1;
end $$;

-- Was an operation of somebody whose file the caller may bring received before? What became of it, and whether it was of this very
-- content. Who asks holds the content.
create function access.sync_received(p_id uuid, p_mac bytea) returns table (status text, same boolean)
    language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
    return query
    select o.status, o.payload_mac is null or o.payload_mac = p_mac from public.sync_op o
    where o.org_id = access.house() and o.id = p_id and access.may_rescue(o.recorded_by);
end $$;

-- Where a colleague works, or worked: a site of hers, the one of now first; the house's first where she is everywhere's.
create function access.sync_home(p_author uuid) returns uuid
    language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
    return coalesce(
        (select coalesce(g.site_id, p.site_id) from public.role_grant g
         left join public.programme p on p.org_id = g.org_id and p.id = g.programme_id
         where g.org_id = access.house() and g.staff_id = p_author and g.voided_at is null
           and coalesce(g.site_id, p.site_id) is not null
         order by g.ended_at is null desc, g.granted_at desc, g.id limit 1),
        (select s.id from public.site s
         where s.org_id = access.house() and s.voided_at is null
           and exists (select from public.role_grant g where g.org_id = s.org_id and g.staff_id = p_author)
         order by s.recorded_at, s.id limit 1));
end $$;

-- Whom an operation is about that names these rows, and at which site somebody decides on it. Looks behind the wall, so that
-- erasing somebody reaches what was sent about her by who may not see her any more; whoever sent it is told nothing of it.
-- The site of a row it names counts where its author has, or had, to do with that row or that site. Else it is her own: nobody
-- chooses a supervisor by naming something. Always one row.
create function access.sync_subject(p_named uuid[], p_author uuid) returns table (person_id uuid, site_id uuid)
    language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
    return query
    select n.person_id, coalesce(case when n.is_tied then n.site_id end, access.sync_home(p_author))
    from (select) one
    left join lateral (
        select s.person_id, s.site_id,
               s.staff_id = p_author
               or exists (select from public.assignment a
                          where a.org_id = access.house() and a.staff_id = p_author and a.person_id = s.person_id)
               or exists (select from public.person p
                          where p.org_id = access.house() and p.id = s.person_id and p.recorded_by = p_author)
               or exists (select from public.role_grant g
                          left join public.programme p on p.org_id = g.org_id and p.id = g.programme_id
                          where g.org_id = access.house() and g.staff_id = p_author and g.voided_at is null
                            and coalesce(g.site_id, p.site_id, s.site_id) = s.site_id) as is_tied
        from (
            select e.person_id, e.site_id, null::uuid as staff_id, 1 as place from public.enrolment e
            where e.org_id = access.house() and e.id = any (p_named)
            union all
            select p.id, p.home_site_id, null, 2 from public.person p where p.org_id = access.house() and p.id = any (p_named)
            union all
            select t.person_id, t.site_id, s.lead_staff_id, 3 from public.participation t
            join public.session s on s.org_id = t.org_id and s.id = t.session_id and not s.is_group
            where t.org_id = access.house() and t.session_id = any (p_named)
            union all
            select null, s.site_id, s.lead_staff_id, 4 from public.session s
            where s.org_id = access.house() and s.id = any (p_named)
            union all
            select c.person_id, c.site_id, null, 5 from public.case_plan c
            where c.org_id = access.house() and c.id = any (p_named)
            union all
            select c.person_id, c.site_id, null, 6 from public.plan_action c
            where c.org_id = access.house() and c.id = any (p_named)
            union all
            select k.person_id, k.site_id, null, 7 from public.task k where k.org_id = access.house() and k.id = any (p_named)
            union all
            select null, o.site_id, o.staff_id, 8 from public.outing o where o.org_id = access.house() and o.id = any (p_named)
        ) s
        order by s.place limit 1) n on true;
end $$;

do $$
declare
    f regprocedure;
begin
    for f in select p.oid::regprocedure from pg_proc p join pg_namespace n on n.oid = p.pronamespace
             where n.nspname = 'access'
               and p.proname in ('sync_turn', 'sync_lane', 'own_devices', 'may_rescue', 'sync_file_lane', 'sync_received', 'sync_home',
                                 'sync_subject') loop
        execute format('revoke all on function %s from public', f);
        execute format('alter function %s owner to causeway_policy', f);
        execute format('grant execute on function %s to causeway_app', f);
    end loop;
end
$$;
-- Called by the others alone.
revoke execute on function access.sync_turn(uuid), access.sync_home(uuid) from causeway_app;

-- One's own; what one brought in a file; and what waits at places whose files one opens.
create policy sync_op_read on sync_op for select to causeway_app
    using (org_id = (select access.house())
           and (recorded_by = (select access.staff()) or rescued_by = (select access.staff())
                or (status = 'held' and not only_author and site_id = any ((select access.c3_sites())::uuid[]))
                or decided_by = (select access.staff())));
create policy sync_op_add on sync_op for insert to causeway_app
    with check (org_id = (select access.house()) and status = 'received'
                and case when rescued_by is null
                         then recorded_by = (select access.staff()) and device_id in (select access.own_devices())
                         else rescued_by = (select access.staff()) and access.may_rescue(recorded_by) end);
create policy sync_op_settle on sync_op for update to causeway_app
    using (org_id = (select access.house())
           and (recorded_by = (select access.staff()) or (rescued_by = (select access.staff()) and status = 'received')
                or (status = 'held' and not only_author and site_id = any ((select access.c3_sites())::uuid[]))))
    with check (org_id = (select access.house()) and (decided_by is null or decided_by = (select access.staff()))
                and (wrapped is null or substring(wrapped from 2 for 16) not in (select access.retired_keks())));

create policy sync_conflict_read on sync_conflict for select to causeway_app
    using (org_id = (select access.house())
           and (site_id = any ((select access.c3_sites())::uuid[]) or person_id in (select access.c3_people())));
create policy sync_conflict_add on sync_conflict for insert to causeway_app
    with check (org_id = (select access.house()) and recorded_by = (select access.staff())
                and (site_id = any ((select access.c3_sites())::uuid[]) or person_id in (select access.c3_people()))
                and (wrapped is null or substring(wrapped from 2 for 16) not in (select access.retired_keks())));
create policy sync_conflict_resolve on sync_conflict for update to causeway_app
    using (org_id = (select access.house())
           and (site_id = any ((select access.c3_sites())::uuid[]) or person_id in (select access.c3_people())))
    with check (org_id = (select access.house()) and resolved_by = (select access.staff()));

grant select, insert on sync_op, sync_conflict to causeway_app;
grant update (status, code, problem, pointer, entity_version, wrapped, payload_enc, waits_for, only_author, person_id, decided_by,
              decided_at, voided_at, void_reason, row_version, wrote) on sync_op to causeway_app;
grant update (state, kept, resolved_by, resolved_at, row_version) on sync_conflict to causeway_app;
-- Erasing somebody destroys what was sent about her (access.destroy).
grant update (payload_mac, wrapped, payload_enc, row_version) on sync_op to causeway_policy;
grant update (wrapped, sent_enc, stood_enc, row_version) on sync_conflict to causeway_policy;
-- A merge moves what was sent about her (access.merge_move).
grant update (person_id) on sync_op, sync_conflict to causeway_policy;
