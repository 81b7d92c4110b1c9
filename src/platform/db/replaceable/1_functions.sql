-- The functions behind the wall. Dropped and rebuilt as a whole after every migration; never migrated.
-- Dropping the schema takes with it every policy that calls one of them.

drop schema if exists access cascade;
create schema access authorization causeway_owner;
grant usage on schema access to causeway_app, causeway_auth, causeway_policy;

-- What the transaction's context says. Empty context: null or {}, and therefore no rows.
create function access.org() returns uuid language sql stable parallel safe
    as $$ select nullif(current_setting('causeway.org_id', true), '')::uuid $$;
-- The organisation, unless the caller is a funder: what staff may read and a funder may not.
create function access.house() returns uuid language sql stable parallel safe
    as $$ select nullif(current_setting('causeway.house_id', true), '')::uuid $$;
create function access.staff() returns uuid language sql stable parallel safe
    as $$ select nullif(current_setting('causeway.staff_id', true), '')::uuid $$;
create function access.funder() returns uuid language sql stable parallel safe
    as $$ select nullif(current_setting('causeway.funder_id', true), '')::uuid $$;
create function access.roles() returns text[] language sql stable parallel safe
    as $$ select coalesce(nullif(current_setting('causeway.roles', true), ''), '{}')::text[] $$;
create function access.c2_sites() returns uuid[] language sql stable parallel safe
    as $$ select coalesce(nullif(current_setting('causeway.c2_sites', true), ''), '{}')::uuid[] $$;
create function access.c3_sites() returns uuid[] language sql stable parallel safe
    as $$ select coalesce(nullif(current_setting('causeway.c3_sites', true), ''), '{}')::uuid[] $$;
create function access.c2_programmes() returns uuid[] language sql stable parallel safe
    as $$ select coalesce(nullif(current_setting('causeway.c2_programmes', true), ''), '{}')::uuid[] $$;
create function access.c3_programmes() returns uuid[] language sql stable parallel safe
    as $$ select coalesce(nullif(current_setting('causeway.c3_programmes', true), ''), '{}')::uuid[] $$;
create function access.work_sites() returns uuid[] language sql stable parallel safe
    as $$ select coalesce(nullif(current_setting('causeway.work_sites', true), ''), '{}')::uuid[] $$;

-- The moment the request was made, by the server's clock.
create function access.now() returns timestamptz language sql stable parallel safe
    as $$ select nullif(current_setting('causeway.now', true), '')::timestamptz $$;

-- Which roles read pseudonymous case data (C2) of their place, which also open what is sealed (C3), and which
-- do field work there (domain.md §6.3). The same lists stand in src/access/role.rs; a test compares them.
create function access.c2_roles() returns text[] language sql immutable parallel safe as $$
    select array['supervisor', 'exit_manager', 'safeguarding_lead', 'programme_manager', 'mel_officer',
                 'data_protection_officer', 'site_manager', 'director', 'intake_officer'] $$;
create function access.c3_roles() returns text[] language sql immutable parallel safe as $$
    select array['supervisor', 'safeguarding_lead'] $$;
create function access.field_roles() returns text[] language sql immutable parallel safe as $$
    select array['outreach_worker', 'mentor', 'case_worker', 'counsellor_clinician', 'job_coach', 'activity_lead',
                 'exit_worker', 'intake_officer', 'supervisor', 'safeguarding_lead'] $$;

-- Roles that work at a desk, administer or hold keys: whoever holds one signs in with a second factor (design §6).
create function access.factor_roles() returns text[] language sql immutable parallel safe as $$
    select array['supervisor', 'exit_manager', 'safeguarding_lead', 'programme_manager', 'org_admin', 'intake_officer',
                 'mel_officer', 'data_protection_officer', 'site_manager', 'director', 'it_admin', 'funder_viewer',
                 'auditor'] $$;

-- Session check, grants and context in one statement (design §4). Raises 28000 when the sign-in is over. `p_token` is the
-- access token the request carries: the first use of a sign-in's newest one is noted, so that a refresh answer that
-- arrived is told from one that was lost.
create function access.enter(p_sign_in uuid, p_org uuid, p_now timestamptz, p_token bigint default null)
    returns table (staff_id uuid, funder_id uuid, roles text[], sites uuid[], programmes uuid[], account_id uuid,
                   stepped_up_at timestamptz, lacks_factor boolean)
    language plpgsql volatile security definer set search_path = pg_catalog, pg_temp
as $$
declare
    v_staff uuid;
    v_funder uuid;
    v_account uuid;
    v_stepped_up timestamptz;
    v_factor timestamptz;
    v_unseen boolean;
    v_roles text[];
    v_sites uuid[];
    v_programmes uuid[];
    v_c2_sites uuid[];
    v_c3_sites uuid[];
    v_work_sites uuid[];
    v_c2_programmes uuid[];
    v_c3_programmes uuid[];
begin
    select m.id, m.funder_id, s.account_id, s.stepped_up_at, s.second_factor_at,
           s.token_id = p_token and s.token_seen_at is null
      into v_staff, v_funder, v_account, v_stepped_up, v_factor, v_unseen
    from auth.sign_in s
    join auth.account a on a.id = s.account_id
    join public.staff_member m on m.org_id = s.org_id and m.id = s.staff_id
    where s.id = p_sign_in and s.org_id = p_org
      and s.revoked_at is null and s.expires_at > p_now
      and a.disabled_at is null and m.ended_at is null and m.voided_at is null;
    if not found then
        raise exception 'sign-in is over' using errcode = '28000';
    end if;

    if v_unseen then
        -- Requests that arrive together do not wait for each other: one of them notes it.
        update auth.sign_in set token_seen_at = p_now
        where id = (select s.id from auth.sign_in s where s.id = p_sign_in and s.token_id = p_token
                      and s.token_seen_at is null for no key update skip locked);
    end if;

    select array_agg(g.role), array_agg(g.site_id), array_agg(g.programme_id),
           array_agg(g.programme_id) filter (where g.programme_id is not null and g.role = any (access.c2_roles())),
           array_agg(g.programme_id) filter (where g.programme_id is not null and g.role = any (access.c3_roles()))
      into v_roles, v_sites, v_programmes, v_c2_programmes, v_c3_programmes
    from public.role_grant g
    where g.org_id = p_org and g.staff_id = v_staff and g.ended_at is null and g.voided_at is null;

    if v_roles is not null then
        select array_agg(distinct s.id) filter (where g.programme_id is null and g.role = any (access.c2_roles())),
               array_agg(distinct s.id) filter (where g.programme_id is null and g.role = any (access.c3_roles())),
               array_agg(distinct s.id) filter (where g.role = any (access.field_roles()))
          into v_c2_sites, v_c3_sites, v_work_sites
        from public.role_grant g
        left join public.programme p on p.org_id = g.org_id and p.id = g.programme_id
        join public.site s on s.org_id = g.org_id
             and s.id = coalesce(g.site_id, p.site_id, s.id)
        where g.org_id = p_org and g.staff_id = v_staff and g.ended_at is null and g.voided_at is null;
    end if;

    perform set_config('causeway.org_id', p_org::text, true),
            set_config('causeway.now', p_now::text, true),
            set_config('causeway.house_id', case when v_funder is null then p_org::text else '' end, true),
            set_config('causeway.staff_id', v_staff::text, true),
            set_config('causeway.funder_id', coalesce(v_funder::text, ''), true),
            set_config('causeway.roles', coalesce(v_roles, '{}')::text, true),
            set_config('causeway.c2_sites', coalesce(v_c2_sites, '{}')::text, true),
            set_config('causeway.c3_sites', coalesce(v_c3_sites, '{}')::text, true),
            set_config('causeway.work_sites', coalesce(v_work_sites, '{}')::text, true),
            set_config('causeway.c2_programmes', coalesce(v_c2_programmes, '{}')::text, true),
            set_config('causeway.c3_programmes', coalesce(v_c3_programmes, '{}')::text, true);

    return query select v_staff, v_funder, coalesce(v_roles, '{}'), coalesce(v_sites, '{}'), coalesce(v_programmes, '{}'),
                        v_account, v_stepped_up, v_factor is null and coalesce(v_roles && access.factor_roles(), false);
end
$$;

-- What the caller is assigned to now, where she still works: an assignment left over after its holder's role at the place
-- was ended, or held by somebody who never meets young people, opens nothing (domain.md §6.3).
create function access.assigned() returns table (enrolment_id uuid, person_id uuid)
    language sql stable security definer set search_path = pg_catalog, pg_temp as $$
    select a.enrolment_id, a.person_id from public.assignment a
    where a.org_id = access.org() and a.staff_id = access.staff() and a.ended_at is null and a.voided_at is null
      and exists (select from public.role_grant g
                  where g.org_id = a.org_id and g.staff_id = a.staff_id and g.ended_at is null and g.voided_at is null
                    and g.role = any (access.field_roles())
                    and (g.site_id is null or g.site_id = a.site_id)
                    and (g.programme_id is null or g.programme_id = a.programme_id)) $$;

-- Enrolments the caller is assigned to now.
create function access.visible_enrolments() returns setof uuid
    language sql stable security definer set search_path = pg_catalog, pg_temp as $$
    select a.enrolment_id from access.assigned() a $$;

-- People the caller took in at a site where she still works and has not enrolled yet (30 days: an intake left lying goes to
-- the intake officer). A role in one programme takes nobody in: the person is in none. Looks behind the wall, so that an
-- enrolment the caller cannot see ends it too.
create function access.taken_in() returns setof uuid
    language sql stable security definer set search_path = pg_catalog, pg_temp as $$
    select p.id from public.person p
    where p.org_id = access.org() and p.recorded_by = access.staff() and p.voided_at is null
      and p.recorded_at > access.now() - interval '30 days'
      and exists (select from public.role_grant g
                  where g.org_id = p.org_id and g.staff_id = p.recorded_by and g.ended_at is null and g.voided_at is null
                    and g.role = any (access.field_roles())
                    and g.programme_id is null and (g.site_id is null or g.site_id = p.home_site_id))
      and not exists (select from public.enrolment e where e.org_id = p.org_id and e.person_id = p.id) $$;

-- Assigned people, people in programmes whose C2 the caller reads, and people the caller took in.
create function access.visible_people() returns setof uuid
    language sql stable security definer set search_path = pg_catalog, pg_temp as $$
    select a.person_id from access.assigned() a
    union
    select e.person_id from public.enrolment e
    where e.org_id = access.org() and e.programme_id = any (access.c2_programmes()) and e.voided_at is null
    union
    select access.taken_in() $$;

-- People whose sealed fields the caller may open.
create function access.c3_people() returns setof uuid
    language sql stable security definer set search_path = pg_catalog, pg_temp as $$
    select a.person_id from access.assigned() a
    union
    select e.person_id from public.enrolment e
    where e.org_id = access.org() and e.programme_id = any (access.c3_programmes()) and e.voided_at is null
    union
    select access.taken_in() $$;

-- Sessions in which somebody the caller is assigned to took part.
create function access.visible_sessions() returns setof uuid
    language sql stable security definer set search_path = pg_catalog, pg_temp as $$
    select p.session_id from public.participation p
    where p.org_id = access.org() and p.enrolment_id in (select access.visible_enrolments()) $$;

-- Does the site have sessions? Who administers sites sees no sessions, but must not move a clock they were dated by.
create function access.site_has_sessions(p_site uuid) returns boolean
    language sql stable security definer set search_path = pg_catalog, pg_temp as $$
    select exists (select from public.session s
        where s.org_id = access.org() and s.site_id = p_site and s.voided_at is null) $$;

-- Live caseload weight of a colleague: needed to refuse an over-full caseload without showing whose it is.
create function access.caseload_weight(p_staff uuid) returns numeric
    language sql stable security definer set search_path = pg_catalog, pg_temp as $$
    select coalesce(sum(a.weight), 0) from public.assignment a
    where a.org_id = access.org() and a.staff_id = p_staff and a.ended_at is null and a.voided_at is null $$;

-- Has this colleague declared a conflict of interest with this person? The latest declaration counts.
create function access.conflict_declared(p_staff uuid, p_person uuid) returns boolean
    language sql stable security definer set search_path = pg_catalog, pg_temp as $$
    select coalesce((select c.has_conflict from public.conflict_declaration c
        where c.org_id = access.org() and c.staff_id = p_staff and c.person_id = p_person and c.voided_at is null
        order by c.declared_at desc, c.id desc limit 1), false) $$;

-- Published releases meant for the caller's funder.
create function access.funder_releases() returns setof uuid
    language sql stable security definer set search_path = pg_catalog, pg_temp as $$
    select c.release_id
    from sdc.release_recipient c join sdc.release r on r.org_id = c.org_id and r.id = c.release_id
    where c.org_id = access.org() and c.funder_id = access.funder() and r.state = 'published' $$;

-- Where an account may sign in, and what it holds there. For the sign-in endpoint, which acts before there is a context.
create function access.memberships(p_account uuid)
    returns table (org_id uuid, staff_id uuid, organisation text, roles text[])
    language sql stable security definer set search_path = pg_catalog, pg_temp as $$
    select m.org_id, m.id, o.name,
           array(select distinct g.role from public.role_grant g
                 where g.org_id = m.org_id and g.staff_id = m.id and g.ended_at is null and g.voided_at is null)
    from public.staff_member m join public.organisation o on o.org_id = m.org_id
    where m.account_id = p_account and m.ended_at is null and m.voided_at is null and o.voided_at is null
    order by o.name, m.org_id $$;

-- Names that lie near an account, of which no password is made: its owner's, her organisations', their sites and programmes.
create function access.password_words(p_account uuid) returns setof text
    language sql stable security definer set search_path = pg_catalog, pg_temp as $$
    with place as (select m.org_id, m.display_name from public.staff_member m where m.account_id = p_account)
    select p.display_name from place p
    union select o.name from public.organisation o join place p on p.org_id = o.org_id
    union select s.name from public.site s join place p on p.org_id = s.org_id
    union select g.name from public.programme g join place p on p.org_id = g.org_id $$;

-- The caller's own sign-ins that are not over.
create function access.own_sign_ins(p_now timestamptz)
    returns table (id uuid, kind text, issued_at timestamptz, last_used_at timestamptz)
    language sql stable security definer set search_path = pg_catalog, pg_temp as $$
    select s.id, s.kind, s.issued_at, coalesce(s.last_used_at, s.issued_at)
    from auth.sign_in s
    where s.org_id = access.org() and s.staff_id = access.staff()
      and s.revoked_at is null and s.expires_at > p_now and coalesce(s.idle_until > p_now, true)
    order by s.issued_at, s.id $$;

-- Ends the caller's own sign-ins: the one named, or all but one. Which ones were still open.
create function access.end_own_sign_ins(p_only uuid, p_except uuid, p_now timestamptz) returns setof uuid
    language sql volatile security definer set search_path = pg_catalog, pg_temp as $$
    update auth.sign_in s set revoked_at = p_now
    where s.org_id = access.org() and s.staff_id = access.staff() and s.revoked_at is null and s.expires_at > p_now
      and (p_only is null or s.id = p_only) and (p_except is null or s.id <> p_except)
    returning s.id $$;

-- Ends a colleague's sign-ins, for who administers the whole organisation, and tells the colleague. Which ones were open.
create function access.end_staff_sign_ins(p_staff uuid, p_notice uuid, p_now timestamptz) returns setof uuid
    language sql volatile security definer set search_path = pg_catalog, pg_temp as $$
    with ended as (
        update auth.sign_in s set revoked_at = p_now
        where s.org_id = access.org() and s.staff_id = p_staff and s.revoked_at is null and s.expires_at > p_now
          and exists (select from public.role_grant g
                      where g.org_id = s.org_id and g.staff_id = access.staff() and g.role = 'org_admin'
                        and g.ended_at is null and g.voided_at is null
                        and g.site_id is null and g.programme_id is null)
        returning s.id, s.account_id
    ), told as (
        insert into auth.notice (id, account_id, org_id, kind, recorded_at)
        select p_notice, e.account_id, access.org(), 'sign_ins_ended', p_now from ended e limit 1
    )
    select e.id from ended e $$;

-- E-mail and state of colleagues' accounts, for who administers them.
create function access.staff_accounts() returns table (account_id uuid, email text, disabled boolean)
    language sql stable security definer set search_path = pg_catalog, pg_temp as $$
    select a.id, a.email, a.disabled_at is not null
    from public.staff_member m join auth.account a on a.id = m.account_id
    where m.org_id = access.org() and access.roles() && array['org_admin', 'it_admin'] $$;

-- Adds monthly partitions of the audit log for this month and the next two, under the same wall as their parent.
create function access.ensure_audit_partitions(p_today date) returns void
    language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
    v_from date;
    v_name text;
begin
    for i in 0..2 loop
        v_from := (date_trunc('month', p_today) + make_interval(months => i))::date;
        v_name := 'audit_event_' || to_char(v_from, 'YYYY_MM');
        if to_regclass('public.' || v_name) is null then
            begin
                execute format('create table public.%I partition of public.audit_event for values from (%L) to (%L)',
                               v_name, v_from, (v_from + interval '1 month')::date);
                execute format('alter table public.%I enable row level security', v_name);
                execute format('alter table public.%I force row level security', v_name);
                -- A backup reads partitions one by one; 3_privileges.sql saw only those that were there then.
                execute format('grant select on public.%I to causeway_policy, causeway_backup', v_name);
            exception when check_violation then
                -- Rows of that month already lie in the catch-all partition: they stay there, nothing is lost.
                null;
            end;
        end if;
    end loop;
end
$$;

-- Definer functions belong to the role that may look behind the wall, and to nobody's public.
do $$
declare
    f regprocedure;
begin
    for f in select p.oid::regprocedure from pg_proc p join pg_namespace n on n.oid = p.pronamespace
             where n.nspname = 'access' loop
        execute format('revoke all on function %s from public', f);
        execute format('grant execute on function %s to causeway_app', f);
    end loop;
    for f in select p.oid::regprocedure from pg_proc p join pg_namespace n on n.oid = p.pronamespace
             where n.nspname = 'access' and p.prosecdef loop
        execute format('alter function %s owner to causeway_policy', f);
    end loop;
    for f in select p.oid::regprocedure from pg_proc p join pg_namespace n on n.oid = p.pronamespace
             where n.nspname = 'access' and not p.prosecdef loop
        execute format('grant execute on function %s to causeway_auth, causeway_policy', f);
    end loop;
end
$$;
-- It creates tables, so it belongs to their owner.
alter function access.ensure_audit_partitions(date) owner to causeway_owner;
revoke execute on function access.memberships(uuid), access.password_words(uuid) from causeway_app;
grant execute on function access.memberships(uuid), access.password_words(uuid) to causeway_auth;
-- Passwords and factors are changed by the sign-in role, for somebody who is signed in.
grant execute on function access.enter(uuid, uuid, timestamptz, bigint) to causeway_auth;
