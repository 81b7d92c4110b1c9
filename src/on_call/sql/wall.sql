-- The wall around the rota and its alerts: part of the replaceable set (src/platform/db/migrate.rs).

-- Raises an alert for a critical incident the caller reports in this very transaction. Whoever works here may report,
-- and nobody but those who handle incidents may see alerts: so it is done behind the wall. False: there is one.
create function access.raise_alert(p_id uuid, p_incident uuid) returns boolean
    language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
begin
    insert into public.alert (org_id, id, site_id, kind, incident_id, recorded_at)
    select i.org_id, p_id, i.site_id, 'critical_incident', i.id, access.now()
    from public.incident i
    where i.org_id = access.house() and i.id = p_incident and i.recorded_by = access.staff()
      and i.severity = 's1_critical' and i.xmin = pg_current_xact_id()::xid
    on conflict do nothing;
    return found;
end $$;

-- The next to be called about the alert of this job, written down as called: the first on the rota at this moment who
-- was not called yet; when the rota is through, or nobody is on it, every safeguarding lead of the site at once.
-- Nobody who reported the incident, nobody said to be responsible, and not who is out herself. None when somebody has
-- it, somebody has looked, she is back, or nobody is left.
create function access.call_next(p_alert uuid) returns table (call_id uuid, account_id uuid)
    language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
    v public.alert;
    v_step integer;
    v_next uuid[];
    v_out uuid;
begin
    if access.job_kind() is distinct from 'call_on_call' then
        raise exception 'row-level security: only its job calls' using errcode = '42501';
    end if;
    select a.* into v from public.alert a
    where a.org_id = access.org() and a.id = p_alert and a.acknowledged_at is null and a.exhausted_at is null
      and a.voided_at is null
      and not exists (select from public.incident i
                      where i.org_id = a.org_id and i.id = a.incident_id and (i.state <> 'reported' or i.voided_at is not null))
      and not exists (select from public.outing o
                      where o.org_id = a.org_id and o.id = a.outing_id and o.back_at is not null)
    for update;
    if not found then
        return;
    end if;
    select coalesce(max(c.step), 0) + 1 into v_step from public.alert_call c where c.org_id = v.org_id and c.alert_id = v.id;
    select o.staff_id into v_out from public.outing o where o.org_id = v.org_id and o.id = v.outing_id;
    select array[h.staff_id] into v_next
    from public.on_call_shift h
    where h.org_id = v.org_id and h.site_id = v.site_id and h.starts_at <= access.now() and h.ends_at > access.now()
      and h.voided_at is null and h.staff_id is distinct from v_out and h.staff_id in (select r.staff_id from access.reachable(v.site_id, v.incident_id) r)
      and h.staff_id not in (select c.staff_id from public.alert_call c where c.org_id = v.org_id and c.alert_id = v.id)
    order by h.place, h.starts_at, h.id limit 1;
    if v_next is null then
        select array_agg(r.staff_id) into v_next
        from access.reachable(v.site_id, v.incident_id) r
        where r.is_lead and r.staff_id is distinct from v_out
          and r.staff_id not in (select c.staff_id from public.alert_call c where c.org_id = v.org_id and c.alert_id = v.id);
    end if;
    if v_next is null then
        update public.alert a set exhausted_at = access.now(), row_version = a.row_version + 1
        where a.org_id = v.org_id and a.id = v.id;
        return;
    end if;
    return query
    with called as (
        insert into public.alert_call (org_id, id, alert_id, staff_id, step, recorded_at)
        select v.org_id, gen_random_uuid(), v.id, n.staff_id, v_step, access.now() from unnest(v_next) n (staff_id)
        returning id, staff_id
    )
    select c.id, m.account_id
    from called c join public.staff_member m on m.org_id = v.org_id and m.id = c.staff_id
    order by c.id;
end $$;

-- Who handles incidents of a site and may be called about this one; and which of them are its designated leads.
create function access.reachable(p_site uuid, p_incident uuid) returns table (staff_id uuid, is_lead boolean)
    language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
    return query
    select m.id, bool_or(g.role = 'safeguarding_lead')
    from public.staff_member m
    join public.role_grant g on g.org_id = m.org_id and g.staff_id = m.id and g.ended_at is null and g.voided_at is null
         and g.programme_id is null and (g.site_id is null or g.site_id = p_site) and g.role = any (access.c3_roles())
    where m.org_id = access.org() and m.ended_at is null and m.voided_at is null
      and not exists (select from public.incident i
                      where i.org_id = m.org_id and i.id = p_incident and i.recorded_by = m.id)
      and not exists (select from public.incident_party y
                      where y.org_id = m.org_id and y.incident_id = p_incident and y.staff_id = m.id
                        and y.role = 'alleged_responsible' and y.voided_at is null)
    group by m.id;
end $$;

-- What the gateway is told of a call, for its job: while nobody has it.
create function access.call_to_post(p_call uuid) returns table (alert_id uuid, staff_id uuid)
    language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
    return query
    select c.alert_id, c.staff_id
    from public.alert_call c
    join public.alert a on a.org_id = c.org_id and a.id = c.alert_id and a.acknowledged_at is null and a.voided_at is null
    where c.org_id = access.org() and c.id = p_call and access.job_kind() = 'post_alert';
end $$;

do $$
declare
    f regprocedure;
begin
    for f in select p.oid::regprocedure from pg_proc p join pg_namespace n on n.oid = p.pronamespace
             where n.nspname = 'access' and p.proname in ('raise_alert', 'call_next', 'reachable', 'call_to_post') loop
        execute format('revoke all on function %s from public', f);
        execute format('alter function %s owner to causeway_policy', f);
        execute format('grant execute on function %s to causeway_app', f);
    end loop;
end
$$;
-- Only the two that ask for the job, or have read the incident, look through it.
revoke execute on function access.reachable(uuid, uuid) from causeway_app;

-- Who is on call is known in the house: everybody may have to ring her. It is planned by who handles incidents there.
create policy on_call_shift_read on on_call_shift for select to causeway_app using (org_id = (select access.house()));
create policy on_call_shift_add on on_call_shift for insert to causeway_app
    with check (org_id = (select access.house()) and recorded_by = (select access.staff())
                and site_id = any ((select access.c3_sites())::uuid[]));
create policy on_call_shift_void on on_call_shift for update to causeway_app
    using (org_id = (select access.house()) and site_id = any ((select access.c3_sites())::uuid[]));

-- Alerts are for who handles what they are about: nobody learns of an incident in which she is said to be responsible.
-- That a colleague is not back is for who watches over her, and who was called.
create policy alert_read on alert for select to causeway_app
    using (org_id = (select access.house())
           and (incident_id in (select access.handled_incidents())
                or outing_id in (select access.watched_outings())
                or (kind = 'missed_back' and id in (select access.called_alerts()))));
create policy alert_acknowledge on alert for update to causeway_app
    using (org_id = (select access.house())
           and (incident_id in (select access.handled_incidents())
                or outing_id in (select access.watched_outings())
                or (kind = 'missed_back' and id in (select access.called_alerts()))))
    with check (org_id = (select access.house()) and acknowledged_by = (select access.staff()));
create policy alert_call_read on alert_call for select to causeway_app
    using (org_id = (select access.house())
           and alert_id in (select a.id from alert a));

grant select, insert on on_call_shift to causeway_app;
grant update (voided_at, void_reason, row_version) on on_call_shift to causeway_app;
grant select on alert, alert_call to causeway_app;
grant update (acknowledged_by, acknowledged_at, row_version) on alert to causeway_app;
grant insert, update (exhausted_at, row_version) on alert to causeway_policy;
grant insert on alert_call to causeway_policy;
