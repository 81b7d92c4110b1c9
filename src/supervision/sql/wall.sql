-- The wall around supervision: part of the replaceable set (src/platform/db/migrate.rs).

-- Sites the caller supervises as a whole. A role in one programme does not reach them.
create function access.supervised_sites() returns setof uuid
    language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
    return query
    select s.id from public.site s
    where s.org_id = access.house()
      and exists (select from public.role_grant g
                  where g.org_id = s.org_id and g.staff_id = access.staff() and g.role = 'supervisor'
                    and g.ended_at is null and g.voided_at is null and g.programme_id is null
                    and (g.site_id is null or g.site_id = s.id));
end $$;

-- Sessions in which the caller was supervised, while she works here.
create function access.supervisions_of_mine() returns setof uuid
    language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
    return query
    select w.session_id from public.supervision_worker w
    where w.org_id = access.house() and w.staff_id = access.staff() and access.roles() <> '{}';
end $$;

-- Sessions the caller may know of: of the sites she supervises, and those she was in.
create function access.known_supervisions() returns setof uuid
    language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
    return query
    select s.id from public.supervision_session s
    where s.org_id = access.house() and s.site_id in (select access.supervised_sites())
    union
    select access.supervisions_of_mine();
end $$;

-- Sessions the caller held, where she still supervises.
create function access.held_supervisions() returns setof uuid
    language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
    return query
    select s.id from public.supervision_session s
    where s.org_id = access.house() and s.supervisor_id = access.staff()
      and s.site_id in (select access.supervised_sites());
end $$;

do $$
declare
    f regprocedure;
begin
    for f in select p.oid::regprocedure from pg_proc p join pg_namespace n on n.oid = p.pronamespace
             where n.nspname = 'access'
               and p.proname in ('supervised_sites', 'supervisions_of_mine', 'known_supervisions', 'held_supervisions') loop
        execute format('revoke all on function %s from public', f);
        execute format('alter function %s owner to causeway_policy', f);
        execute format('grant execute on function %s to causeway_app', f);
    end loop;
end
$$;

create policy supervision_session_read on supervision_session for select to causeway_app
    using (org_id = (select access.house())
           and (site_id in (select access.supervised_sites()) or id in (select access.supervisions_of_mine())));
create policy supervision_session_add on supervision_session for insert to causeway_app
    with check (org_id = (select access.house()) and supervisor_id = (select access.staff())
                and site_id in (select access.supervised_sites())
                and substring(wrapped from 2 for 16) not in (select access.retired_keks()));
create policy supervision_session_void on supervision_session for update to causeway_app
    using (org_id = (select access.house()) and id in (select access.held_supervisions()) and voided_at is null)
    with check (org_id = (select access.house()));

create policy supervision_worker_read on supervision_worker for select to causeway_app
    using (org_id = (select access.house()) and session_id in (select access.known_supervisions()));
create policy supervision_worker_add on supervision_worker for insert to causeway_app
    with check (org_id = (select access.house()) and session_id in (select access.held_supervisions()));

-- A case is shown to who may see it and was there, or supervises there.
create policy supervision_case_read on supervision_case for select to causeway_app
    using (org_id = (select access.house()) and session_id in (select access.known_supervisions())
           and (site_id = any ((select access.c2_sites())::uuid[])
                or programme_id = any ((select access.c2_programmes())::uuid[])
                or enrolment_id in (select access.visible_enrolments())));
create policy supervision_case_add on supervision_case for insert to causeway_app
    with check (org_id = (select access.house()) and session_id in (select access.held_supervisions())
                and (site_id = any ((select access.c3_sites())::uuid[])
                     or programme_id = any ((select access.c3_programmes())::uuid[])
                     or enrolment_id in (select access.visible_enrolments())));

grant select, insert on supervision_session, supervision_worker, supervision_case to causeway_app;
grant update (voided_at, void_reason, row_version) on supervision_session to causeway_app;
-- Erasing somebody destroys the key of what was written about her (access.destroy).
grant update (wrapped, actions_enc, confidential_enc, created_mac, row_version) on supervision_session to causeway_policy;
