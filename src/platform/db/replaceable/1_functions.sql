-- The functions behind the wall. Dropped and rebuilt as a whole after every migration; never migrated.
-- Dropping the schema takes with it every policy that calls one of them.
-- Definer functions are plpgsql, which keeps its plans for the session: one in SQL is never inlined and is planned anew at
-- every call (about 1 ms each for the sets below, several times a request).

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

-- Session check, grants and context in one statement (design §4). Raises 28000 when the sign-in is over.
create function access.enter(p_sign_in uuid, p_org uuid, p_now timestamptz)
    returns table (staff_id uuid, funder_id uuid, roles text[], sites uuid[], programmes uuid[])
    language plpgsql volatile security definer set search_path = pg_catalog, pg_temp
as $$
declare
    v_staff uuid;
    v_funder uuid;
    v_roles text[];
    v_sites uuid[];
    v_programmes uuid[];
    v_c2_sites uuid[];
    v_c3_sites uuid[];
    v_work_sites uuid[];
    v_c2_programmes uuid[];
    v_c3_programmes uuid[];
begin
    select m.id, m.funder_id into v_staff, v_funder
    from auth.sign_in s
    join auth.account a on a.id = s.account_id
    join public.staff_member m on m.org_id = s.org_id and m.id = s.staff_id
    where s.id = p_sign_in and s.org_id = p_org
      and s.revoked_at is null and s.expires_at > p_now
      and a.disabled_at is null and m.ended_at is null and m.voided_at is null;
    if not found then
        raise exception 'sign-in is over' using errcode = '28000';
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

    return query select v_staff, v_funder, coalesce(v_roles, '{}'), coalesce(v_sites, '{}'), coalesce(v_programmes, '{}');
end
$$;

-- What the caller is assigned to now, where she still works: an assignment left over after its holder's role at the place
-- was ended, or held by somebody who never meets young people, opens nothing (domain.md §6.3).
create function access.assigned() returns table (enrolment_id uuid, person_id uuid)
    language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
    return query
    select a.enrolment_id, a.person_id from public.assignment a
    where a.org_id = access.org() and a.staff_id = access.staff() and a.ended_at is null and a.voided_at is null
      and exists (select from public.role_grant g
                  where g.org_id = a.org_id and g.staff_id = a.staff_id and g.ended_at is null and g.voided_at is null
                    and g.role = any (access.field_roles())
                    and (g.site_id is null or g.site_id = a.site_id)
                    and (g.programme_id is null or g.programme_id = a.programme_id));
end $$;

-- Enrolments the caller is assigned to now.
create function access.visible_enrolments() returns setof uuid
    language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
    return query
    select a.enrolment_id from access.assigned() a;
end $$;

-- People the caller took in at a site where she still works and has not enrolled yet (30 days: an intake left lying goes to
-- the intake officer). A role in one programme takes nobody in: the person is in none. Looks behind the wall, so that an
-- enrolment the caller cannot see ends it too.
create function access.taken_in() returns setof uuid
    language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
    return query
    select p.id from public.person p
    where p.org_id = access.org() and p.recorded_by = access.staff() and p.voided_at is null
      and p.recorded_at > access.now() - interval '30 days'
      and exists (select from public.role_grant g
                  where g.org_id = p.org_id and g.staff_id = p.recorded_by and g.ended_at is null and g.voided_at is null
                    and g.role = any (access.field_roles())
                    and g.programme_id is null and (g.site_id is null or g.site_id = p.home_site_id))
      and not exists (select from public.enrolment e where e.org_id = p.org_id and e.person_id = p.id);
end $$;

-- Assigned people, people in programmes whose C2 the caller reads, and people the caller took in.
create function access.visible_people() returns setof uuid
    language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
    return query
    select a.person_id from access.assigned() a
    union
    select e.person_id from public.enrolment e
    where e.org_id = access.org() and e.programme_id = any (access.c2_programmes()) and e.voided_at is null
    union
    select access.taken_in();
end $$;

-- People whose sealed fields the caller may open.
create function access.c3_people() returns setof uuid
    language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
    return query
    select a.person_id from access.assigned() a
    union
    select e.person_id from public.enrolment e
    where e.org_id = access.org() and e.programme_id = any (access.c3_programmes()) and e.voided_at is null
    union
    select access.taken_in();
end $$;

-- Sessions in which somebody the caller is assigned to took part.
create function access.visible_sessions() returns setof uuid
    language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
    return query
    select p.session_id from public.participation p
    where p.org_id = access.org() and p.enrolment_id in (select access.visible_enrolments());
end $$;

-- Does the site have sessions? Who administers sites sees no sessions, but must not move a clock they were dated by.
create function access.site_has_sessions(p_site uuid) returns boolean
    language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
    return (select exists (select from public.session s
        where s.org_id = access.org() and s.site_id = p_site and s.voided_at is null));
end $$;

-- Live caseload weight of a colleague: needed to refuse an over-full caseload without showing whose it is.
create function access.caseload_weight(p_staff uuid) returns numeric
    language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
    return (select coalesce(sum(a.weight), 0) from public.assignment a
    where a.org_id = access.org() and a.staff_id = p_staff and a.ended_at is null and a.voided_at is null);
end $$;

-- Has this colleague declared a conflict of interest with this person? The latest declaration counts.
create function access.conflict_declared(p_staff uuid, p_person uuid) returns boolean
    language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
    return (select coalesce((select c.has_conflict from public.conflict_declaration c
        where c.org_id = access.org() and c.staff_id = p_staff and c.person_id = p_person and c.voided_at is null
        order by c.declared_at desc, c.id desc limit 1), false));
end $$;

-- Published releases meant for the caller's funder.
create function access.funder_releases() returns setof uuid
    language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
    return query
    select c.release_id
    from sdc.release_recipient c join sdc.release r on r.org_id = c.org_id and r.id = c.release_id
    where c.org_id = access.org() and c.funder_id = access.funder() and r.state = 'published';
end $$;

-- Where an account may sign in. For the sign-in endpoint, which acts before there is a context.
create function access.memberships(p_account uuid)
    returns table (org_id uuid, staff_id uuid, organisation text)
    language sql stable security definer set search_path = pg_catalog, pg_temp as $$
    select m.org_id, m.id, o.name
    from public.staff_member m join public.organisation o on o.org_id = m.org_id
    where m.account_id = p_account and m.ended_at is null and m.voided_at is null and o.voided_at is null
    order by o.name, m.org_id $$;

-- Ends the caller's own sign-in.
create function access.end_sign_in(p_sign_in uuid, p_now timestamptz) returns void
    language sql volatile security definer set search_path = pg_catalog, pg_temp as $$
    update auth.sign_in set revoked_at = p_now
    where id = p_sign_in and org_id = access.org() and staff_id = access.staff() and revoked_at is null $$;

-- E-mail and state of colleagues' accounts, for who administers them.
create function access.staff_accounts() returns table (account_id uuid, email text, disabled boolean)
    language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
    return query
    select a.id, a.email, a.disabled_at is not null
    from public.staff_member m join auth.account a on a.id = m.account_id
    where m.org_id = access.org() and access.roles() && array['org_admin', 'it_admin'];
end $$;

-- Destroys a person's key and blanks what it sealed (db/columns.toml, class c3), with the digests that could confirm a guess
-- about it. What is pseudonymous stays, so that no figure changes. True when there was something to destroy.
create function access.destroy(p_org uuid, p_person uuid, p_at timestamptz) returns boolean
    language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
    v_there boolean;
begin
    select p.erased_at is null or exists (select from public.person_key k
               where k.org_id = p_org and k.person_id = p_person and k.wrapped is not null)
      into v_there from public.person p where p.org_id = p_org and p.id = p_person for no key update;
    if not coalesce(v_there, false) then
        return false;
    end if;
    update public.person_key set wrapped = null, destroyed_at = p_at
    where org_id = p_org and person_id = p_person and wrapped is not null;
    update public.person_identity
    set legal_name_enc = null, known_as_enc = null, birth_date_enc = null, row_version = row_version + 1
    where org_id = p_org and person_id = p_person;
    update public.session_note set body_enc = '', row_version = row_version + 1
    where org_id = p_org and person_id = p_person and body_enc <> '';
    update public.session set created_mac = null
    where org_id = p_org and created_mac is not null
      and id in (select a.session_id from public.participation a where a.org_id = p_org and a.person_id = p_person);
    update public.assignment set ended_at = greatest(p_at, started_at), row_version = row_version + 1
    where org_id = p_org and person_id = p_person and ended_at is null and voided_at is null;
    update public.person
    set erased_at = coalesce(erased_at, p_at), created_mac = null, row_version = row_version + 1
    where org_id = p_org and id = p_person;
    return true;
end $$;

-- Erases the person of a request that the caller has approved in this transaction, and nobody else: asked for by another, in
-- her organisation, by a data-protection officer (the constraint and the policies of `erasure` have seen to that).
create function access.erase_person(p_erasure uuid) returns boolean
    language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
    v_person uuid;
    v_at timestamptz;
begin
    select e.person_id, e.decided_at into v_person, v_at from public.erasure e
    where e.org_id = access.house() and e.id = p_erasure and e.state = 'executed'
      and e.decided_by = access.staff() and e.xmin = pg_current_xact_id()::xid and e.voided_at is null;
    if not found then
        raise exception 'no erasure to carry out' using errcode = '42501';
    end if;
    return access.destroy(access.house(), v_person, v_at);
end $$;

-- Which of these people are there and not erased: their places in the lists.
create function access.unerased(p_orgs uuid[], p_people uuid[]) returns setof integer
    language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
    return query
    select l.place::integer
    from unnest(p_orgs, p_people) with ordinality l (org_id, person_id, place)
    join public.person p on p.org_id = l.org_id and p.id = l.person_id
    left join public.person_key k on k.org_id = l.org_id and k.person_id = l.person_id
    where p.erased_at is null or k.wrapped is not null
    order by l.place;
end $$;

-- Carries out a line of the erasure ledger that this database does not know: a restored backup is older than the erasure,
-- or a crash came before the commit. A request, or colleagues, that the backup does not hold are not made up.
create function access.replay_erasure(p_org uuid, p_person uuid, p_erasure uuid, p_reason text, p_asked_by uuid,
                                      p_asked_at timestamptz, p_approved_by uuid, p_at timestamptz, p_audit uuid)
    returns boolean
    language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
begin
    if not access.destroy(p_org, p_person, p_at) then
        return false;
    end if;
    update public.erasure
    set state = 'executed', refusal = null, decided_by = p_approved_by, decided_at = p_at, row_version = row_version + 1
    where org_id = p_org and id = p_erasure and state <> 'executed'
      and exists (select from public.staff_member m where m.org_id = p_org and m.id = p_approved_by);
    insert into public.erasure (org_id, id, person_id, site_id, reason, state, asked_by, asked_at, decided_by, decided_at,
                                recorded_at)
    select p_org, p_erasure, p_person, p.home_site_id, p_reason, 'executed', p_asked_by, p_asked_at, p_approved_by, p_at,
           p_at
    from public.person p
    where p.org_id = p_org and p.id = p_person
      and (select count(*) from public.staff_member m where m.org_id = p_org and m.id in (p_asked_by, p_approved_by)) = 2
    on conflict (org_id, id) do nothing;
    insert into public.audit_event (org_id, id, at, request_id, action, object_type, object_id, fields, tier)
    values (p_org, p_audit, p_at, 'replay', 'erase', 'person', p_person, '{replayed}', 'c3');
    return true;
end $$;

-- Key-encryption keys that nobody's key may be wrapped with any more.
create function access.retired_keks() returns setof bytea
    language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
    return query
    select r.kek from auth.kek_retired r;
end $$;

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
revoke execute on function access.memberships(uuid) from causeway_app;
grant execute on function access.memberships(uuid) to causeway_auth;
-- Destroying is for the two functions that check first; replaying is for the start of a server, which has no actor.
revoke execute on function access.destroy(uuid, uuid, timestamptz) from causeway_app;
revoke execute on function access.unerased(uuid[], uuid[]),
    access.replay_erasure(uuid, uuid, uuid, text, uuid, timestamptz, uuid, timestamptz, uuid) from causeway_app;
grant execute on function access.unerased(uuid[], uuid[]),
    access.replay_erasure(uuid, uuid, uuid, text, uuid, timestamptz, uuid, timestamptz, uuid) to causeway_auth;
