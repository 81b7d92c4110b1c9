-- The wall around incidents: part of the replaceable set (src/platform/db/migrate.rs).
--
-- An incident is one row with several people behind it, and who sees one of them must not learn that there is another
-- (domain.md §2.15). So the row itself says nothing of who is named, and what was written is for those who handle it.

-- Incidents in which a colleague is named, the caller: for who decides, and for whom it is about.
create function access.incidents_with_me() returns setof uuid
    language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
    return query
    select y.incident_id from public.incident_party y
    where y.org_id = access.house() and y.staff_id = access.staff() and y.voided_at is null;
end $$;

-- Those in which she is said to be responsible: not there for her, unless she reported them herself.
create function access.incidents_against_me() returns setof uuid
    language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
    return query
    select y.incident_id from public.incident_party y
    where y.org_id = access.house() and y.staff_id = access.staff() and y.role = 'alleged_responsible'
      and y.voided_at is null;
end $$;

-- Those the caller handles: of the sites where she opens what is sealed.
create function access.handled_incidents() returns setof uuid
    language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
    return query
    select i.id from public.incident i
    where i.org_id = access.house() and i.site_id = any (access.c3_sites())
      and i.id not in (select access.incidents_against_me());
end $$;

-- Those to which the caller adds what she knows: she handles them, or reported them.
create function access.opened_incidents() returns setof uuid
    language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
    return query
    select access.handled_incidents()
    union
    select i.id from public.incident i where i.org_id = access.house() and i.recorded_by = access.staff();
end $$;

-- Those that name somebody whose sealed file is the caller's to open, or in which she has something to do.
create function access.incidents_of_mine() returns setof uuid
    language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
    return query
    select y.incident_id from public.incident_party y
    where y.org_id = access.house() and y.voided_at is null
      and (y.person_site_id = any (access.c3_sites()) or y.person_id in (select access.c3_people()))
      and y.incident_id not in (select access.incidents_against_me())
    union
    select n.incident_id from public.incident_action n
    where n.org_id = access.house() and n.owner_id = access.staff() and n.voided_at is null
      and n.incident_id not in (select access.incidents_against_me());
end $$;

-- The second person's yes: the only way to a closed incident. False: it was changed meanwhile. Who asked and who
-- reported are held back by the constraint, who is named in it here.
create function access.close_incident(p_incident uuid, p_version integer) returns boolean
    language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
begin
    if p_incident not in (select access.handled_incidents()) or p_incident in (select access.incidents_with_me())
       or exists (select from public.incident_party y
                  join public.incident i on i.org_id = y.org_id and i.id = y.incident_id
                       and i.close_asked_by = y.staff_id
                  where y.org_id = access.house() and y.incident_id = p_incident and y.voided_at is null) then
        raise exception 'row-level security: this incident is not the caller''s to close';
    end if;
    update public.incident
    set state = 'closed', closed_by = access.staff(), closed_at = access.now(), moved_at = access.now(),
        row_version = row_version + 1
    where org_id = access.house() and id = p_incident and row_version = p_version and close_asked_by is not null
      and state in ('under_review', 'actions_open') and voided_at is null
      and not exists (select from public.incident_action n
                      where n.org_id = access.house() and n.incident_id = p_incident and n.done_at is null
                        and n.voided_at is null);
    return found;
end $$;

-- Whom to write to about the incident of this job: who handles it; once its clock has run out and nobody has looked,
-- the directors too. Not who reported it, and nobody who is said to be responsible.
create function access.incident_audience(p_incident uuid) returns table (account_id uuid)
    language sql stable security definer set search_path = pg_catalog, pg_temp as $$
    select distinct m.account_id
    from public.incident i
    join public.role_grant g on g.org_id = i.org_id and g.ended_at is null and g.voided_at is null
         and g.programme_id is null and (g.site_id is null or g.site_id = i.site_id)
         and (g.role = any (access.c3_roles()) or (g.role = 'director' and access.now() >= i.triage_by)
              or (g.role = 'director' and i.severity = 's1_critical'))
    join public.staff_member m on m.org_id = g.org_id and m.id = g.staff_id and m.ended_at is null
         and m.voided_at is null
    where i.org_id = access.org() and i.id = p_incident and access.job_kind() = 'tell_incident'
      and i.state = 'reported' and i.voided_at is null and m.id <> i.recorded_by
      and not exists (select from public.incident_party y
                      where y.org_id = i.org_id and y.incident_id = i.id and y.staff_id = m.id
                        and y.role = 'alleged_responsible' and y.voided_at is null) $$;

do $$
declare
    f regprocedure;
begin
    for f in select p.oid::regprocedure from pg_proc p join pg_namespace n on n.oid = p.pronamespace
             where n.nspname = 'access'
               and p.proname in ('incidents_with_me', 'incidents_against_me', 'handled_incidents', 'opened_incidents',
                                 'incidents_of_mine', 'close_incident', 'incident_audience') loop
        execute format('revoke all on function %s from public', f);
        execute format('alter function %s owner to causeway_policy', f);
        execute format('grant execute on function %s to causeway_app', f);
    end loop;
end
$$;

-- The head of it: who handles it and who reported it; who opens the file of somebody it names; who has something to do;
-- the directors, where life was at risk.
create policy incident_read on incident for select to causeway_app
    using (org_id = (select access.house())
           and (recorded_by = (select access.staff())
                or id in (select access.handled_incidents())
                or id in (select access.incidents_of_mine())
                or (severity = 's1_critical' and 'director' = any ((select access.roles())::text[])
                    and id not in (select access.incidents_against_me()))));
-- Whoever works here may report.
create policy incident_add on incident for insert to causeway_app
    with check (org_id = (select access.house()) and recorded_by = (select access.staff())
                and (select access.roles()) <> '{}' and state = 'reported'
                and substring(wrapped from 2 for 16) not in (select access.retired_keks()));
create policy incident_change on incident for update to causeway_app
    using (org_id = (select access.house()) and id in (select access.handled_incidents()) and voided_at is null)
    with check (org_id = (select access.house())
                and (close_asked_by is null or close_asked_by = (select access.staff()) or closed_at is not null)
                and (voided_by is null or voided_by = (select access.staff())));

create policy incident_account_read on incident_account for select to causeway_app
    using (org_id = (select access.house())
           and (recorded_by = (select access.staff()) or incident_id in (select access.handled_incidents())));
create policy incident_account_add on incident_account for insert to causeway_app
    with check (org_id = (select access.house()) and recorded_by = (select access.staff())
                and incident_id in (select access.opened_incidents()));

create policy incident_event_read on incident_event for select to causeway_app
    using (org_id = (select access.house()) and incident_id in (select access.handled_incidents()));
create policy incident_event_add on incident_event for insert to causeway_app
    with check (org_id = (select access.house()) and recorded_by = (select access.staff())
                and incident_id in (select access.opened_incidents()));

-- A person is shown to who opens her file, and to nobody else who sees the incident. A colleague to who handles it.
create policy incident_party_read on incident_party for select to causeway_app
    using (org_id = (select access.house())
           and (person_site_id = any ((select access.c3_sites())::uuid[]) or person_id in (select access.c3_people())
                or (staff_id is not null and incident_id in (select access.handled_incidents())))
           and incident_id not in (select access.incidents_against_me()));
create policy incident_party_add on incident_party for insert to causeway_app
    with check (org_id = (select access.house()) and recorded_by = (select access.staff())
                and (person_site_id = any ((select access.c3_sites())::uuid[])
                     or person_id in (select access.c3_people()) or staff_id is not null)
                and incident_id in (select access.opened_incidents()));
create policy incident_party_void on incident_party for update to causeway_app
    using (org_id = (select access.house()) and incident_id in (select access.handled_incidents())
           and (person_site_id = any ((select access.c3_sites())::uuid[]) or person_id in (select access.c3_people())
                or staff_id is not null));

create policy incident_action_read on incident_action for select to causeway_app
    using (org_id = (select access.house())
           and (incident_id in (select access.handled_incidents())
                or (owner_id = (select access.staff())
                    and incident_id not in (select access.incidents_against_me()))));
create policy incident_action_add on incident_action for insert to causeway_app
    with check (org_id = (select access.house()) and recorded_by = (select access.staff())
                and incident_id in (select access.handled_incidents()));
create policy incident_action_do on incident_action for update to causeway_app
    using (org_id = (select access.house())
           and (incident_id in (select access.handled_incidents())
                or (owner_id = (select access.staff())
                    and incident_id not in (select access.incidents_against_me()))))
    with check (org_id = (select access.house()) and (done_by is null or done_by = (select access.staff())));

grant select on incident to causeway_app;
-- Not who closed it: that is written by access.close_incident alone.
grant insert (org_id, id, site_id, kind, severity, verification, state, occurred_at, moved_at, triage_by, wrapped,
              created_mac, recorded_at, recorded_by),
    update (kind, severity, verification, state, occurred_at, moved_at, triage_by, triaged_at, close_asked_by,
            row_version, voided_at, void_reason, voided_by)
    on incident to causeway_app;
grant select, insert on incident_account, incident_event, incident_party, incident_action to causeway_app;
grant update (voided_at, void_reason, row_version) on incident_party to causeway_app;
grant update (done_at, done_by, row_version, voided_at, void_reason) on incident_action to causeway_app;
grant update (state, closed_by, closed_at, moved_at, row_version, wrapped, created_mac) on incident to causeway_policy;
