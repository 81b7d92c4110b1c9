-- The wall around the vault of safeguarding concerns: part of the replaceable set (src/platform/db/migrate.rs).
--
-- It goes to the designated lead of the place, not to line management of the accused (domain.md §2.15). No role but
-- these opens it, broken glass neither.

-- Does this colleague hold one of these roles at this site?
create function access.holds_at(p_staff uuid, p_roles text[], p_site uuid) returns boolean
    language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
    return exists (
        select from public.role_grant g
        join public.staff_member m on m.org_id = g.org_id and m.id = g.staff_id
             and m.ended_at is null and m.voided_at is null
        where g.org_id = access.org() and g.staff_id = p_staff and g.role = any (p_roles)
          and g.ended_at is null and g.voided_at is null and g.programme_id is null
          and (g.site_id is null or g.site_id = p_site));
end $$;

-- Does one manage the other: does she hold a role that manages, where the other holds any?
create function access.manages(p_staff uuid, p_other uuid) returns boolean
    language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
    return exists (
        select from public.role_grant g
        join public.role_grant h on h.org_id = g.org_id and h.staff_id = p_other
             and h.ended_at is null and h.voided_at is null
             and (g.site_id is null or h.site_id is null or g.site_id = h.site_id)
             and (g.programme_id is null or h.programme_id is null or g.programme_id = h.programme_id)
        where g.org_id = access.org() and g.staff_id = p_staff and g.ended_at is null and g.voided_at is null
          and g.role in ('supervisor', 'site_manager', 'exit_manager', 'programme_manager'));
end $$;

-- Leads of a site who may know of a concern about this colleague (null: about none).
create function access.leads_of(p_site uuid, p_accused uuid) returns setof uuid
    language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
    return query
    select distinct g.staff_id from public.role_grant g
    where g.org_id = access.org() and g.role = 'safeguarding_lead' and g.ended_at is null and g.voided_at is null
      and access.holds_at(g.staff_id, array['safeguarding_lead'], p_site)
      and g.staff_id is distinct from p_accused
      and (p_accused is null or not access.manages(g.staff_id, p_accused));
end $$;

-- Who answers for it: those leads; the directors too where a lead of the place is accused, or there is no other.
create function access.guardians_of(p_site uuid, p_accused uuid) returns setof uuid
    language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
    return query
    select access.leads_of(p_site, p_accused)
    union
    select g.staff_id from public.role_grant g
    where g.org_id = access.org() and g.role = 'director' and g.ended_at is null and g.voided_at is null
      and access.holds_at(g.staff_id, array['director'], p_site)
      and g.staff_id is distinct from p_accused
      and (access.holds_at(p_accused, array['safeguarding_lead'], p_site)
           or not exists (select from access.leads_of(p_site, p_accused)));
end $$;

-- Concerns the caller answers for.
create function access.guarded_concerns() returns setof uuid
    language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
    if not access.roles() && array['safeguarding_lead', 'director'] then
        return;
    end if;
    return query
    select c.id from public.safeguarding_concern c
    where c.org_id = access.house() and access.staff() in (select access.guardians_of(c.site_id, c.accused_id));
end $$;

-- That a concern of the caller's was received, and nothing else of it.
create function access.concern_received(p_concern uuid) returns table (recorded_at timestamptz, created_mac bytea)
    language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
    return query
    select c.recorded_at, c.created_mac from public.safeguarding_concern c
    where c.org_id = access.house() and c.id = p_concern and c.recorded_by = access.staff();
end $$;

-- Is there anybody who would answer for it? Says yes or no.
create function access.is_guarded(p_site uuid, p_accused uuid) returns boolean
    language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
    return access.house() is not null and exists (select from access.guardians_of(p_site, p_accused));
end $$;

-- Whom to write to about the concern of this job, while nobody has taken it up.
create function access.concern_audience(p_concern uuid) returns table (account_id uuid)
    language sql stable security definer set search_path = pg_catalog, pg_temp as $$
    select m.account_id
    from public.safeguarding_concern c
    cross join lateral access.guardians_of(c.site_id, c.accused_id) guardian (staff_id)
    join public.staff_member m on m.org_id = c.org_id and m.id = guardian.staff_id
    where c.org_id = access.org() and c.id = p_concern and access.job_kind() = 'tell_concern'
      and c.state = 'received' $$;

do $$
declare
    f regprocedure;
begin
    for f in select p.oid::regprocedure from pg_proc p join pg_namespace n on n.oid = p.pronamespace
             where n.nspname = 'access'
               and p.proname in ('holds_at', 'manages', 'leads_of', 'guardians_of', 'guarded_concerns',
                                 'concern_received', 'is_guarded', 'concern_audience') loop
        execute format('revoke all on function %s from public', f);
        execute format('alter function %s owner to causeway_policy', f);
    end loop;
end
$$;
-- Who guards a concern is told to nobody.
grant execute on function access.guarded_concerns(), access.concern_received(uuid), access.is_guarded(uuid, uuid),
    access.concern_audience(uuid) to causeway_app;

create policy safeguarding_concern_read on safeguarding_concern for select to causeway_app
    using (org_id = (select access.house()) and id in (select access.guarded_concerns()));
create policy safeguarding_concern_add on safeguarding_concern for insert to causeway_app
    with check (org_id = (select access.house()) and recorded_by = (select access.staff())
                and (select access.roles()) <> '{}' and lead_id is null
                and substring(wrapped from 2 for 16) not in (select access.retired_keks()));
-- Only who has taken it up moves it; somebody else takes it up first.
create policy safeguarding_concern_move on safeguarding_concern for update to causeway_app
    using (org_id = (select access.house()) and id in (select access.guarded_concerns()))
    with check (org_id = (select access.house()) and lead_id = (select access.staff()));

create policy concern_entry_read on concern_entry for select to causeway_app
    using (org_id = (select access.house()) and concern_id in (select access.guarded_concerns()));
create policy concern_entry_add on concern_entry for insert to causeway_app
    with check (org_id = (select access.house()) and recorded_by = (select access.staff())
                and concern_id in (select access.guarded_concerns()));

grant select on safeguarding_concern to causeway_app;
grant insert (org_id, id, site_id, about, person_id, accused_id, state, due_at, wrapped, body_enc, created_mac,
              recorded_at, recorded_by),
    update (state, lead_id, taken_up_at, closed_at, row_version) on safeguarding_concern to causeway_app;
grant select, insert on concern_entry to causeway_app;
