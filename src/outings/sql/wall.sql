-- The wall around who is out: part of the replaceable set (src/platform/db/migrate.rs).

-- Outings the caller watches over: of the sites she supervises, of those where she is on call now, and those she was
-- called for.
create function access.watched_outings() returns setof uuid
    language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
    return query
    select o.id from public.outing o
    where o.org_id = access.house() and o.voided_at is null
      and (access.supervises_site(o.site_id)
           or exists (select from public.on_call_shift h
                      where h.org_id = o.org_id and h.site_id = o.site_id and h.staff_id = access.staff()
                        and h.starts_at <= access.now() and h.ends_at > access.now() and h.voided_at is null)
           or exists (select from public.alert a
                      join public.alert_call c on c.org_id = a.org_id and c.alert_id = a.id and c.staff_id = access.staff()
                      where a.org_id = o.org_id and a.outing_id = o.id));
end $$;

-- The caller's sites for alerts about who is not back, with whom she was called about.
create function access.called_alerts() returns setof uuid
    language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
    return query
    select c.alert_id from public.alert_call c where c.org_id = access.house() and c.staff_id = access.staff();
end $$;

-- Looks, for its job, whether somebody is back a quarter of an hour after she meant to be; raises an alert if not.
-- Null: she is back, has said that it takes longer, or somebody was called for her already.
create function access.miss_outing(p_outing uuid, p_alert uuid) returns uuid
    language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
    v public.outing;
begin
    if access.job_kind() is distinct from 'miss_outing' then
        raise exception 'row-level security: only its job looks who is back' using errcode = '42501';
    end if;
    update public.outing o set missed_at = access.now(), row_version = o.row_version + 1
    where o.org_id = access.org() and o.id = p_outing and o.back_at is null and o.voided_at is null
      -- Each time she names is looked at: who was missed, and then said that it takes longer, is missed anew.
      and (o.missed_at is null or o.missed_at < o.back_by)
      and o.back_by + interval '15 minutes' <= access.now()
    returning o.* into v;
    if not found then
        return null;
    end if;
    insert into public.alert (org_id, id, site_id, kind, outing_id, recorded_at)
    values (v.org_id, p_alert, v.site_id, 'missed_back', v.id, access.now());
    return p_alert;
end $$;

-- Deletes outings that were over a week ago: nothing is left of who was out when. For its job.
create function access.forget_outings() returns integer
    language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
    v_forgotten integer;
begin
    if access.job_kind() is distinct from 'forget_outings' then
        raise exception 'row-level security: only its job forgets' using errcode = '42501';
    end if;
    delete from public.outing o
    where o.org_id = access.org() and o.back_at < access.now() - interval '7 days';
    get diagnostics v_forgotten = row_count;
    return v_forgotten;
end $$;

do $$
declare
    f regprocedure;
begin
    for f in select p.oid::regprocedure from pg_proc p join pg_namespace n on n.oid = p.pronamespace
             where n.nspname = 'access'
               and p.proname in ('watched_outings', 'called_alerts', 'miss_outing', 'forget_outings') loop
        execute format('revoke all on function %s from public', f);
        execute format('alter function %s owner to causeway_policy', f);
        execute format('grant execute on function %s to causeway_app', f);
    end loop;
end
$$;

create policy outing_read on outing for select to causeway_app
    using (org_id = (select access.house())
           and (staff_id = (select access.staff()) or id in (select access.watched_outings())));
create policy outing_add on outing for insert to causeway_app
    with check (org_id = (select access.house()) and staff_id = (select access.staff())
                and recorded_by = (select access.staff()) and (select access.roles()) <> '{}');
create policy outing_change on outing for update to causeway_app
    using (org_id = (select access.house()) and back_at is null
           and (staff_id = (select access.staff()) or id in (select access.watched_outings())))
    with check (org_id = (select access.house()));

grant select, insert on outing to causeway_app;
grant update (back_by, back_at, row_version) on outing to causeway_app;
grant update (missed_at, row_version), delete on outing to causeway_policy;
