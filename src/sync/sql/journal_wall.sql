-- The wall around what phones send: part of the replaceable set (src/platform/db/migrate.rs).

-- The phone that holds this sign-in of the caller's. Its owner's operations are judged one after the other: the lock is held
-- to the end of the transaction, and the statements after it see what was committed before.
create function access.sync_lane(p_sign_in uuid) returns table (id uuid, draining boolean)
    language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
begin
    perform pg_advisory_xact_lock(hashtextextended('sync ' || access.org() || ' ' || access.staff(), 0));
    return query
    select d.id, d.draining_at is not null from auth.device d
    where d.org_id = access.house() and d.staff_id = access.staff() and d.sign_in_id = p_sign_in and d.revoked_at is null;
end $$;

-- The caller's phones.
create function access.own_devices() returns setof uuid
    language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
    return query
    select d.id from auth.device d
    where d.org_id = access.house() and d.staff_id = access.staff() and d.revoked_at is null;
end $$;

-- Whom an operation is about that names these rows, and at which site somebody decides on it. Looks behind the wall, so that
-- erasing somebody reaches what was sent about her by who may not see her any more; whoever sent it is told nothing of it.
-- Where nothing it names is there, its site is the first at which the caller works. Always one row.
create function access.sync_subject(p_named uuid[]) returns table (person_id uuid, site_id uuid)
    language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
    return query
    select n.person_id, coalesce(n.site_id, (access.work_sites())[1])
    from (select) one
    left join lateral (
        select e.person_id, e.site_id, 1 as place from public.enrolment e
        where e.org_id = access.house() and e.id = any (p_named)
        union all
        select p.id, p.home_site_id, 2 from public.person p where p.org_id = access.house() and p.id = any (p_named)
        union all
        select t.person_id, t.site_id, 3 from public.participation t
        join public.session s on s.org_id = t.org_id and s.id = t.session_id and not s.is_group
        where t.org_id = access.house() and t.session_id = any (p_named)
        union all
        select null, s.site_id, 4 from public.session s where s.org_id = access.house() and s.id = any (p_named)
        order by 3 limit 1) n on true;
end $$;

do $$
declare
    f regprocedure;
begin
    for f in select p.oid::regprocedure from pg_proc p join pg_namespace n on n.oid = p.pronamespace
             where n.nspname = 'access' and p.proname in ('sync_lane', 'own_devices', 'sync_subject') loop
        execute format('revoke all on function %s from public', f);
        execute format('alter function %s owner to causeway_policy', f);
        execute format('grant execute on function %s to causeway_app', f);
    end loop;
end
$$;

-- One's own; and what waits at places whose files one opens.
create policy sync_op_read on sync_op for select to causeway_app
    using (org_id = (select access.house())
           and (recorded_by = (select access.staff())
                or (status = 'held' and not only_author and site_id = any ((select access.c3_sites())::uuid[]))
                or decided_by = (select access.staff())));
create policy sync_op_add on sync_op for insert to causeway_app
    with check (org_id = (select access.house()) and recorded_by = (select access.staff())
                and device_id in (select access.own_devices()) and status = 'received');
create policy sync_op_settle on sync_op for update to causeway_app
    using (org_id = (select access.house())
           and (recorded_by = (select access.staff())
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
              decided_at, voided_at, void_reason, row_version) on sync_op to causeway_app;
grant update (state, kept, resolved_by, resolved_at, row_version) on sync_conflict to causeway_app;
-- Erasing somebody destroys what was sent about her (access.destroy).
grant update (payload_mac, wrapped, payload_enc, row_version) on sync_op to causeway_policy;
grant update (wrapped, sent_enc, stood_enc, row_version) on sync_conflict to causeway_policy;
-- A merge moves what was sent about her (access.merge_move).
grant update (person_id) on sync_op, sync_conflict to causeway_policy;
