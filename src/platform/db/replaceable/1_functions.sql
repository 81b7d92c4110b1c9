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

-- The people whom the caller has broken the glass for, now: read only by policies for reading.
create function access.glass() returns uuid[] language sql stable parallel safe
    as $$ select coalesce(nullif(current_setting('causeway.glass', true), ''), '{}')::uuid[] $$;

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
-- Who works on referrals of the place, whoever received them.
create function access.intake_roles() returns text[] language sql immutable parallel safe as $$
    select array['supervisor', 'intake_officer'] $$;
-- Who may break the glass, and whom no other role helps to (domain.md §6.4).
create function access.glass_roles() returns text[] language sql immutable parallel safe as $$
    select array['outreach_worker', 'mentor', 'case_worker', 'counsellor_clinician', 'job_coach', 'activity_lead',
                 'exit_worker', 'intake_officer', 'supervisor', 'safeguarding_lead', 'programme_manager', 'exit_manager',
                 'site_manager', 'data_protection_officer', 'director'] $$;
create function access.never_glass_roles() returns text[] language sql immutable parallel safe as $$
    select array['it_admin', 'funder_viewer', 'auditor'] $$;
create function access.glass_review_roles() returns text[] language sql immutable parallel safe as $$
    select array['safeguarding_lead', 'data_protection_officer'] $$;

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
                   stepped_up_at timestamptz, lacks_factor boolean, glass uuid[], glass_people uuid[])
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
    v_glass uuid[];
    v_glass_people uuid[];
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

    if v_roles && access.glass_roles() and not v_roles && access.never_glass_roles() then
        select array_agg(b.id), array_agg(b.person_id) into v_glass, v_glass_people
        from public.break_glass b
        where b.org_id = p_org and b.staff_id = v_staff and b.starts_at <= p_now and b.ends_at > p_now;
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
            set_config('causeway.c3_programmes', coalesce(v_c3_programmes, '{}')::text, true),
            set_config('causeway.glass', coalesce(v_glass_people, '{}')::text, true);

    return query select v_staff, v_funder, coalesce(v_roles, '{}'), coalesce(v_sites, '{}'), coalesce(v_programmes, '{}'),
                        v_account, v_stepped_up, v_factor is null and coalesce(v_roles && access.factor_roles(), false),
                        coalesce(v_glass, '{}'), coalesce(v_glass_people, '{}');
end
$$;

-- Whom a colleague works with whom the caller stands in for now, at the site, from the beginning of the cover's first day to
-- the end of its last (absence_cover): it ends by itself, with the moment of the request. Only where the caller works with
-- young people, and nobody with whom she has declared a conflict of interest.
create function access.covered() returns table (enrolment_id uuid, person_id uuid)
    language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
    return query
    select a.enrolment_id, a.person_id
    from public.absence_cover c
    join public.assignment a on a.org_id = c.org_id and a.staff_id = c.absent_id and a.site_id = c.site_id
         and a.ended_at is null and a.voided_at is null
    where c.org_id = access.org() and c.cover_id = access.staff() and c.starts_at <= access.now()
      and c.ends_at > access.now() and c.ended_at is null and c.voided_at is null
      and exists (select from public.role_grant g
                  where g.org_id = c.org_id and g.staff_id = c.cover_id and g.ended_at is null and g.voided_at is null
                    and g.role = any (access.field_roles())
                    and (g.site_id is null or g.site_id = a.site_id)
                    and (g.programme_id is null or g.programme_id = a.programme_id))
      and not access.conflict_declared(c.cover_id, a.person_id);
end $$;

-- What the caller is assigned to now, where she still works: an assignment left over after its holder's role at the place
-- was ended, or held by somebody who never meets young people, opens nothing (domain.md §6.3). And what she covers.
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
    -- Asked several times in a request, and most of the time nobody stands in for anybody.
    if exists (select from public.absence_cover c
               where c.org_id = access.org() and c.cover_id = access.staff() and c.ends_at > access.now()) then
        return query
        select c.enrolment_id, c.person_id from access.covered() c;
    end if;
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

-- Assigned people, people in programmes whose C2 the caller reads, people of other sites who are enrolled at hers, and people
-- the caller took in. People of her own sites are not listed: the row says that itself.
create function access.visible_people() returns setof uuid
    language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
    return query
    select a.person_id from access.assigned() a
    union
    select e.person_id from public.enrolment e
    where e.org_id = access.org() and e.programme_id = any (access.c2_programmes()) and e.voided_at is null
    union
    select e.person_id from public.enrolment e join public.person p on p.org_id = e.org_id and p.id = e.person_id
    where e.org_id = access.org() and e.site_id = any (access.c2_sites()) and e.voided_at is null
      and not p.home_site_id = any (access.c2_sites())
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
    select e.person_id from public.enrolment e join public.person p on p.org_id = e.org_id and p.id = e.person_id
    where e.org_id = access.org() and e.site_id = any (access.c3_sites()) and e.voided_at is null
      and not p.home_site_id = any (access.c3_sites())
    union
    select access.taken_in();
end $$;

-- Sites at which the caller works on referrals, whoever received them. A role in one programme does not reach them: the
-- person is in none yet.
create function access.intake_sites() returns setof uuid
    language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
    return query
    select s.id from public.role_grant g
    join public.site s on s.org_id = g.org_id and s.id = coalesce(g.site_id, s.id)
    where g.org_id = access.house() and g.staff_id = access.staff() and g.ended_at is null and g.voided_at is null
      and g.programme_id is null and g.role = any (access.intake_roles());
end $$;

-- Referrals the caller is tied to: of somebody she took in, or received by her while she works with the person.
create function access.tied_referrals() returns setof uuid
    language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
    return query
    select r.id from public.referral_in r
    where r.org_id = access.house() and r.person_id in (select access.taken_in())
    union
    select f.referral_id from public.referral_source f
    where f.org_id = access.house() and f.recorded_by = access.staff()
      and f.person_id in (select a.person_id from access.assigned() a);
end $$;

-- The referral that one received at this moment joins, of a person the caller sees: the open one, or the last if that was
-- received less than 30 days before or after (domain.md §2.3) and led to no enrolment. Whoever asks may not be able to see it: it says its id only.
create function access.referral_to_join(p_person uuid, p_programme uuid, p_received timestamptz) returns uuid
    language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
    return (
        select r.id from public.referral_in r
        where r.org_id = access.house() and r.person_id = p_person and r.programme_id = p_programme and r.voided_at is null
          and r.state <> 'enrolled'
          and (r.ended_at is null
               or (r.received_at > p_received - interval '30 days' and r.received_at < p_received + interval '30 days'))
          and exists (select from public.person p
                      where p.org_id = r.org_id and p.id = r.person_id
                        and (p.home_site_id = any (access.c2_sites()) or p.id in (select access.visible_people())))
        order by r.ended_at is null desc, r.received_at desc, r.id desc
        limit 1);
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
    return exists (select from public.session s
                   where s.org_id = access.org() and s.site_id = p_site and s.voided_at is null);
end $$;

-- Live caseload weight of a colleague: needed to refuse an over-full caseload without showing whose it is. Who has left
-- weighs nothing, though the assignment stays for what is still to be written. Whoever asks is about to add to it, so two who
-- ask at once are let in one after the other: the lock is held to the end of the transaction, and the statement after it sees
-- what was committed before.
create function access.caseload_weight(p_staff uuid) returns numeric
    language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
begin
    perform pg_advisory_xact_lock(hashtextextended('caseload ' || access.org() || ' ' || p_staff, 0));
    return (select coalesce(sum(a.weight), 0)
            from public.assignment a join public.enrolment e on e.org_id = a.org_id and e.id = a.enrolment_id
            where a.org_id = access.org() and a.staff_id = p_staff and a.ended_at is null and a.voided_at is null
              and e.exited_on is null and e.voided_at is null);
end $$;

-- Has this colleague declared a conflict of interest with this person? The latest declaration counts.
create function access.conflict_declared(p_staff uuid, p_person uuid) returns boolean
    language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
    return coalesce((select c.has_conflict from public.conflict_declaration c
                     where c.org_id = access.org() and c.staff_id = p_staff and c.person_id = p_person
                       and c.voided_at is null
                     order by c.declared_at desc, c.id desc limit 1), false);
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

-- Background work. A job enters only while its row says that this worker holds it; the row stays locked until the
-- transaction ends, so nobody else begins it meanwhile. It has no staff, no roles and no house: policies that name
-- `access.job_kind()` say what each kind may see. Raises when the job is done, given up, or another worker's.
create function access.job() returns uuid language sql stable parallel safe
    as $$ select nullif(current_setting('causeway.job_id', true), '')::uuid $$;
create function access.job_kind() returns text language sql stable parallel safe
    as $$ select nullif(current_setting('causeway.job_kind', true), '') $$;

create function access.enter_job(p_org uuid, p_job uuid, p_worker uuid, p_now timestamptz) returns void
    language plpgsql volatile security definer set search_path = pg_catalog, pg_temp
as $$
declare
    v_kind text;
begin
    select j.kind into v_kind from auth.job j
    where j.org_id = p_org and j.id = p_job and j.locked_by = p_worker and j.locked_until > p_now
      and j.finished_at is null and j.dead_at is null
    for update;
    if not found then
        raise exception 'job is not held';
    end if;
    perform set_config('causeway.org_id', p_org::text, true),
            set_config('causeway.now', p_now::text, true),
            set_config('causeway.job_id', p_job::text, true),
            set_config('causeway.job_kind', v_kind, true);
end
$$;

-- The end of the job of this transaction.
create function access.finish_job(p_now timestamptz) returns void
    language sql volatile security definer set search_path = pg_catalog, pg_temp as $$
    update auth.job set finished_at = p_now, locked_by = null, locked_until = null, last_error = null
    where org_id = access.org() and id = access.job() $$;

-- Puts a job into the queue, for the caller's organisation and no other.
create function access.enqueue_job(p_id uuid, p_kind text, p_object uuid, p_run_at timestamptz, p_now timestamptz) returns void
    language sql volatile security definer set search_path = pg_catalog, pg_temp as $$
    insert into auth.job (org_id, id, kind, object_id, run_at, recorded_at)
    values (access.org(), p_id, p_kind, p_object, p_run_at, p_now) $$;

-- Puts a mail into the outbox: to a stranger's sealed address, or to an account of the caller's organisation.
create function access.queue_mail(p_id uuid, p_account uuid, p_template text, p_language text, p_key bytea, p_content bytea,
                                  p_useful_until timestamptz, p_now timestamptz) returns void
    language plpgsql volatile security definer set search_path = pg_catalog, pg_temp
as $$
begin
    if access.org() is null or (p_account is not null and not exists (
            select from public.staff_member m where m.org_id = access.org() and m.account_id = p_account)) then
        raise exception 'row-level security: no mail from here to there';
    end if;
    insert into auth.mail (id, org_id, account_id, template, language, wrapped_key, content_enc, useful_until, recorded_at, next_at)
    values (p_id, access.org(), p_account, p_template, p_language, p_key, p_content, p_useful_until, p_now, p_now);
end
$$;

-- The queues as who keeps the machines running sees them: counts, and ids of what was given up.
create function access.open_jobs() returns table (kind text, waiting bigint, retrying bigint, oldest timestamptz)
    language sql stable security definer set search_path = pg_catalog, pg_temp as $$
    select j.kind, count(*) filter (where j.attempts = 0), count(*) filter (where j.attempts > 0), min(j.run_at)
    from auth.job j
    where j.org_id = access.org() and access.roles() && array['org_admin', 'it_admin']
      and j.finished_at is null and j.dead_at is null
    group by j.kind order by j.kind $$;
create function access.dead_jobs() returns table (id uuid, kind text, attempts integer, last_error text, dead_at timestamptz)
    language sql stable security definer set search_path = pg_catalog, pg_temp as $$
    select j.id, j.kind, j.attempts, j.last_error, j.dead_at
    from auth.job j
    where j.org_id = access.org() and access.roles() && array['org_admin', 'it_admin'] and j.dead_at is not null
    order by j.dead_at desc, j.id limit 200 $$;
-- Mail the organisation's work caused. An account's own mail is nobody else's to count.
create function access.open_mail() returns table (kind text, waiting bigint, retrying bigint, oldest timestamptz)
    language sql stable security definer set search_path = pg_catalog, pg_temp as $$
    select m.template, count(*) filter (where m.attempts = 0), count(*) filter (where m.attempts > 0), min(m.recorded_at)
    from auth.mail m
    where m.org_id = access.org() and access.roles() && array['org_admin', 'it_admin']
      and m.sent_at is null and m.dropped_at is null and m.dead_at is null
    group by m.template order by m.template $$;
create function access.dead_mail() returns table (id uuid, kind text, attempts integer, last_error text, dead_at timestamptz)
    language sql stable security definer set search_path = pg_catalog, pg_temp as $$
    select m.id, m.template, m.attempts, m.last_error, m.dead_at
    from auth.mail m
    where m.org_id = access.org() and access.roles() && array['org_admin', 'it_admin'] and m.dead_at is not null
    order by m.dead_at desc, m.id limit 200 $$;

-- Joining: what is asked with a link from a mail, before anybody is signed in. The link's digest opens one row.
create function access.find_invitation(p_token bytea, p_now timestamptz)
    returns table (org_id uuid, id uuid, organisation text, email text, display_name text, language text)
    language sql stable security definer set search_path = pg_catalog, pg_temp as $$
    select i.org_id, i.id, o.name, i.email, i.display_name, i.language
    from public.invitation i join public.organisation o on o.org_id = i.org_id
    where i.token_sha256 = p_token and i.expires_at > p_now and i.accepted_at is null and i.cancelled_at is null
      and i.voided_at is null and o.voided_at is null and (i.approved_at is not null or not i.needs_approval) $$;

-- Uses an invitation up: a place in the organisation for the account, and the role. Somebody who works or worked here keeps
-- her place. Nobody lets herself in: not who asked for it, and not who said yes. Null: the link does not work (any more), or
-- does not suit her.
create function access.accept_invitation(p_org uuid, p_id uuid, p_token bytea, p_account uuid, p_staff uuid, p_grant uuid,
                                         p_name text, p_now timestamptz) returns uuid
    language plpgsql volatile security definer set search_path = pg_catalog, pg_temp
as $$
declare
    v_invitation public.invitation;
    v_member public.staff_member;
begin
    update public.invitation i set accepted_at = p_now, row_version = i.row_version + 1
    where i.org_id = p_org and i.id = p_id and i.token_sha256 = p_token and i.expires_at > p_now
      and i.accepted_at is null and i.cancelled_at is null and i.voided_at is null
      and (i.approved_at is not null or not i.needs_approval)
    returning i.* into v_invitation;
    if not found then
        return null;
    end if;
    select m.* into v_member from public.staff_member m
    where m.org_id = p_org and m.account_id = p_account and m.voided_at is null for update;
    if not found then
        insert into public.staff_member (org_id, id, account_id, display_name, funder_id, recorded_at, recorded_by)
        values (p_org, p_staff, p_account, p_name, v_invitation.funder_id, p_now, v_invitation.recorded_by)
        returning * into v_member;
    elsif v_member.funder_id is distinct from v_invitation.funder_id then
        raise exception 'row-level security: this role does not suit who accepts it';
    elsif v_member.id in (v_invitation.recorded_by, v_invitation.approved_by) then
        return null;
    else
        update public.staff_member m set ended_at = null, row_version = m.row_version + 1
        where m.org_id = p_org and m.id = v_member.id and m.ended_at is not null;
    end if;
    insert into public.role_grant (org_id, id, staff_id, role, site_id, programme_id, granted_at, recorded_at, recorded_by)
    select p_org, p_grant, v_member.id, v_invitation.role, v_invitation.site_id, v_invitation.programme_id, p_now, p_now,
           v_invitation.recorded_by
    where not exists (select from public.role_grant g
                      where g.org_id = p_org and g.staff_id = v_member.id and g.role = v_invitation.role
                        and g.site_id is not distinct from v_invitation.site_id
                        and g.programme_id is not distinct from v_invitation.programme_id
                        and g.ended_at is null and g.voided_at is null);
    return v_member.id;
end
$$;

-- Roles whose holder may sign in with a device and nothing else: those that meet young people and hold nothing more. The
-- same list stands in src/access/role.rs; a test compares them.
create function access.device_roles() returns text[] language sql immutable parallel safe as $$
    select array['outreach_worker', 'mentor', 'case_worker', 'counsellor_clinician', 'job_coach', 'activity_lead',
                 'exit_worker'] $$;

-- Who a code for a device was made for, if she still works here and still holds nothing a device may not open.
create function access.device_holder(p_org uuid, p_staff uuid)
    returns table (account_id uuid, organisation text, display_name text)
    language sql stable security definer set search_path = pg_catalog, pg_temp as $$
    select m.account_id, o.name, m.display_name
    from public.staff_member m
    join public.organisation o on o.org_id = m.org_id
    join auth.account a on a.id = m.account_id
    where m.org_id = p_org and m.id = p_staff and m.ended_at is null and m.voided_at is null and o.voided_at is null
      and a.disabled_at is null
      and exists (select from public.role_grant g
                  where g.org_id = m.org_id and g.staff_id = m.id and g.ended_at is null and g.voided_at is null)
      and not exists (select from public.role_grant g
                      where g.org_id = m.org_id and g.staff_id = m.id and g.ended_at is null and g.voided_at is null
                        and not g.role = any (access.device_roles())) $$;

-- Does the caller hold this role for the whole organisation?
create function access.holds(p_role text) returns boolean
    language sql stable security definer set search_path = pg_catalog, pg_temp as $$
    select exists (select from public.role_grant g
                   where g.org_id = access.org() and g.staff_id = access.staff() and g.role = p_role
                     and g.ended_at is null and g.voided_at is null and g.site_id is null and g.programme_id is null) $$;

-- A second administrator's yes: hers, and nobody else's name.
create function access.approve_invitation(p_id uuid, p_now timestamptz) returns boolean
    language plpgsql volatile security definer set search_path = pg_catalog, pg_temp
as $$
begin
    update public.invitation i set approved_by = access.staff(), approved_at = p_now, row_version = i.row_version + 1
    where i.org_id = access.org() and i.id = p_id and i.needs_approval and i.approved_at is null
      and i.accepted_at is null and i.cancelled_at is null and i.voided_at is null
      and i.recorded_by <> access.staff() and access.holds('org_admin');
    return found;
end
$$;

-- Accounts of the administrators who may say yes to an invitation. For the job that asks them.
create function access.approvers(p_invitation uuid) returns table (account_id uuid)
    language sql stable security definer set search_path = pg_catalog, pg_temp as $$
    select distinct m.account_id
    from public.invitation i
    join public.role_grant g on g.org_id = i.org_id and g.role = 'org_admin' and g.staff_id <> i.recorded_by
         and g.ended_at is null and g.voided_at is null and g.site_id is null and g.programme_id is null
    join public.staff_member m on m.org_id = g.org_id and m.id = g.staff_id and m.ended_at is null and m.voided_at is null
    where i.org_id = access.org() and i.id = p_invitation and access.job_kind() = 'ask_approval'
      and i.approved_at is null and i.cancelled_at is null and i.accepted_at is null and i.voided_at is null $$;

-- A colleague without a mailbox: account, place and role at once.
create function access.add_field_account(p_account uuid, p_handle text, p_language text, p_staff uuid, p_name text, p_grant uuid,
                                         p_role text, p_site uuid, p_mac bytea, p_now timestamptz) returns void
    language plpgsql volatile security definer set search_path = pg_catalog, pg_temp
as $$
begin
    if not exists (select from public.role_grant g
                   where g.org_id = access.org() and g.staff_id = access.staff() and g.role = 'org_admin'
                     and g.ended_at is null and g.voided_at is null and g.programme_id is null
                     and (g.site_id is null or g.site_id = p_site))
       or not p_role = any (access.device_roles()) then
        raise exception 'row-level security: no account is made here';
    end if;
    insert into auth.account (id, handle, language, recorded_at) values (p_account, p_handle, p_language, p_now);
    insert into public.staff_member (org_id, id, account_id, display_name, created_mac, recorded_at, recorded_by)
    values (access.org(), p_staff, p_account, p_name, p_mac, p_now, access.staff());
    insert into public.role_grant (org_id, id, staff_id, role, site_id, granted_at, recorded_at, recorded_by)
    values (access.org(), p_grant, p_staff, p_role, p_site, p_now, p_now, access.staff());
end
$$;

-- What a colleague without a mailbox is called.
create function access.handle_of(p_account uuid) returns text
    language sql stable security definer set search_path = pg_catalog, pg_temp as $$
    select a.handle from public.staff_member m join auth.account a on a.id = m.account_id
    where m.org_id = access.house() and m.account_id = p_account limit 1 $$;

-- May the caller hand this colleague a device? She supervises every place the colleague works at, and the colleague holds
-- nothing that the caller could not see herself.
create function access.supervises(p_staff uuid) returns boolean
    language sql stable security definer set search_path = pg_catalog, pg_temp as $$
    with theirs as (
        select g.role, coalesce(g.site_id, p.site_id) as site_id, g.programme_id
        from public.role_grant g left join public.programme p on p.org_id = g.org_id and p.id = g.programme_id
        where g.org_id = access.org() and g.staff_id = p_staff and g.ended_at is null and g.voided_at is null
    ), mine as (
        select g.site_id, g.programme_id from public.role_grant g
        where g.org_id = access.org() and g.staff_id = access.staff() and g.role = 'supervisor'
          and g.ended_at is null and g.voided_at is null
    )
    select p_staff <> access.staff() and exists (select from theirs)
       and not exists (select from theirs t where not (t.role = any (access.device_roles()) and exists (
               select from mine m
               where (m.site_id is null and m.programme_id is null) or m.site_id = t.site_id
                  or m.programme_id = t.programme_id))) $$;

-- A new code for a colleague's device. The one before dies, and so does whatever holds the same first letters too long.
create function access.make_field_code(p_id uuid, p_staff uuid, p_selector text, p_mac bytea, p_expires timestamptz,
                                       p_now timestamptz) returns void
    language plpgsql volatile security definer set search_path = pg_catalog, pg_temp
as $$
begin
    if not access.supervises(p_staff) then
        raise exception 'row-level security: no code is made here';
    end if;
    update auth.field_code c set dead_at = p_now
    where c.used_at is null and c.dead_at is null
      and ((c.org_id = access.org() and c.staff_id = p_staff) or (c.selector = p_selector and c.expires_at <= p_now));
    insert into auth.field_code (org_id, id, staff_id, made_by, selector, secret_mac, recorded_at, expires_at)
    values (access.org(), p_id, p_staff, access.staff(), p_selector, p_mac, p_now, p_expires);
end
$$;

-- Are a colleague's devices the caller's to see and to end? Her own, of whom she supervises, and an administrator's.
create function access.answers_for_devices(p_staff uuid) returns boolean
    language sql stable security definer set search_path = pg_catalog, pg_temp as $$
    select p_staff = access.staff() or access.holds('org_admin') or access.supervises(p_staff) $$;

-- A colleague's devices, for whoever answers for them.
create function access.devices_of(p_staff uuid)
    returns table (id uuid, kind text, enrolled_at timestamptz, last_seen_at timestamptz, revoked_at timestamptz)
    language sql stable security definer set search_path = pg_catalog, pg_temp as $$
    select d.id, d.kind, d.enrolled_at, d.last_seen_at, coalesce(d.revoked_at, s.revoked_at)
    from auth.device d join auth.sign_in s on s.id = d.sign_in_id
    where d.org_id = access.org() and d.staff_id = p_staff and access.answers_for_devices(p_staff)
    order by d.enrolled_at, d.id $$;

-- Ends a device and with it its sign-in. False: it is not there, not the caller's to end, or has ended before.
create function access.revoke_device(p_staff uuid, p_device uuid, p_now timestamptz) returns boolean
    language plpgsql volatile security definer set search_path = pg_catalog, pg_temp
as $$
begin
    if not access.answers_for_devices(p_staff) then
        return false;
    end if;
    update auth.sign_in s set revoked_at = p_now
    from auth.device d
    where d.org_id = access.org() and d.id = p_device and d.staff_id = p_staff and d.revoked_at is null
      and s.id = d.sign_in_id and s.revoked_at is null;
    update auth.device d set revoked_at = p_now
    where d.org_id = access.org() and d.id = p_device and d.staff_id = p_staff and d.revoked_at is null;
    return found;
end
$$;

-- Lets a device only send: nothing goes out to it any more, and it stays so.
create function access.drain_device(p_staff uuid, p_device uuid, p_now timestamptz) returns boolean
    language plpgsql volatile security definer set search_path = pg_catalog, pg_temp
as $$
begin
    if not access.answers_for_devices(p_staff) then
        return false;
    end if;
    update auth.device d set draining_at = coalesce(d.draining_at, p_now)
    where d.org_id = access.org() and d.id = p_device and d.staff_id = p_staff and d.revoked_at is null;
    return found;
end
$$;

-- Ends a device and orders it to delete what it holds, also one that was ended before.
create function access.wipe_device(p_staff uuid, p_device uuid, p_now timestamptz) returns boolean
    language plpgsql volatile security definer set search_path = pg_catalog, pg_temp
as $$
begin
    if not access.answers_for_devices(p_staff) then
        return false;
    end if;
    update auth.sign_in s set revoked_at = p_now
    from auth.device d
    where d.org_id = access.org() and d.id = p_device and d.staff_id = p_staff
      and s.id = d.sign_in_id and s.revoked_at is null;
    update auth.device d set revoked_at = coalesce(d.revoked_at, p_now), wiped_at = coalesce(d.wiped_at, p_now)
    where d.org_id = access.org() and d.id = p_device and d.staff_id = p_staff;
    return found;
end
$$;

-- Ends a colleague's work here: her roles, sign-ins and devices, at once, and what she was invited to and did not use.
-- Whom she walks with stays written, to be handed over. Nobody ends her own. Null: not there, not now, or not the caller's to
-- end.
create function access.end_work(p_staff uuid, p_now timestamptz) returns integer
    language plpgsql volatile security definer set search_path = pg_catalog, pg_temp
as $$
declare
    v_version integer;
begin
    update public.staff_member m set ended_at = p_now, row_version = m.row_version + 1
    where m.org_id = access.org() and m.id = p_staff and m.id <> access.staff() and m.ended_at is null and m.voided_at is null
      and access.holds('org_admin')
    returning m.row_version into v_version;
    if found then
        update public.role_grant g set ended_at = p_now, row_version = g.row_version + 1
        where g.org_id = access.org() and g.staff_id = p_staff and g.ended_at is null and g.voided_at is null;
        update auth.sign_in s set revoked_at = p_now
        where s.org_id = access.org() and s.staff_id = p_staff and s.revoked_at is null;
        update auth.device d set revoked_at = p_now
        where d.org_id = access.org() and d.staff_id = p_staff and d.revoked_at is null;
        update auth.field_code c set dead_at = p_now
        where c.org_id = access.org() and c.staff_id = p_staff and c.used_at is null and c.dead_at is null;
        -- A link from before does not bring her back.
        update public.invitation i set cancelled_at = p_now, row_version = i.row_version + 1
        from public.staff_member m join auth.account a on a.id = m.account_id
        where m.org_id = access.org() and m.id = p_staff and i.org_id = m.org_id and i.email = a.email
          and i.accepted_at is null and i.cancelled_at is null and i.voided_at is null;
    end if;
    return v_version;
end
$$;

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
    update public.enrolment_restricted set true_reason_enc = ''
    where org_id = p_org and person_id = p_person and true_reason_enc <> '';
    update public.referral_source set referrer_name_enc = null, created_mac = null
    where org_id = p_org and person_id = p_person and num_nonnulls(referrer_name_enc, created_mac) > 0;
    update public.capacity_assessment set narrative_enc = null, created_mac = null
    where org_id = p_org and person_id = p_person and num_nonnulls(narrative_enc, created_mac) > 0;
    update public.disclosure set recipient_enc = null, created_mac = null
    where org_id = p_org and person_id = p_person and num_nonnulls(recipient_enc, created_mac) > 0;
    update public.hand_over set created_mac = null
    where org_id = p_org and created_mac is not null
      and id in (select l.hand_over_id from public.hand_over_line l where l.org_id = p_org and l.person_id = p_person);
    update public.hand_over_line set note_enc = null
    where org_id = p_org and person_id = p_person and note_enc is not null;
    update public.case_plan set created_mac = null
    where org_id = p_org and person_id = p_person and created_mac is not null;
    update public.goal set words_enc = '', created_mac = null, row_version = row_version + 1
    where org_id = p_org and person_id = p_person and words_enc <> '';
    update public.plan_action set what_enc = '', created_mac = null, row_version = row_version + 1
    where org_id = p_org and person_id = p_person and what_enc <> '';
    update public.contact_method
    set value_enc = '', value_index = null, only_when_enc = null, who_may_answer_enc = null, created_mac = null,
        row_version = row_version + 1
    where org_id = p_org and person_id = p_person;
    update public.person_needs
    set medical_needs_enc = null, emergency_contact_enc = null, preferred_staff_id = null, row_version = row_version + 1
    where org_id = p_org and person_id = p_person;
    update public.person_relationship set other_label_enc = case when other_label_enc is not null then ''::bytea end,
        created_mac = null, row_version = row_version + 1
    where org_id = p_org and person_id = p_person;
    update public.cohort_member set created_mac = null
    where org_id = p_org and person_id = p_person and created_mac is not null;
    update public.followup_contact set created_mac = null
    where org_id = p_org and person_id = p_person and created_mac is not null;
    update public.outcome_observation set created_mac = null
    where org_id = p_org and person_id = p_person and created_mac is not null;
    update public.intake_answer set value_enc = case when value_enc is not null then ''::bytea end, created_mac = null,
        row_version = row_version + 1
    where org_id = p_org and person_id = p_person and num_nonnulls(nullif(value_enc, ''), created_mac) > 0;
    update public.identifier set number_enc = '', number_index = null, created_mac = null, row_version = row_version + 1
    where org_id = p_org and person_id = p_person;
    update public.break_glass set reason_enc = '', created_mac = '', row_version = row_version + 1
    where org_id = p_org and person_id = p_person and reason_enc <> '';
    update public.session set created_mac = null
    where org_id = p_org and created_mac is not null
      and id in (select a.session_id from public.participation a where a.org_id = p_org and a.person_id = p_person);
    update public.assignment set ended_at = greatest(p_at, started_at), row_version = row_version + 1
    where org_id = p_org and person_id = p_person and ended_at is null and voided_at is null;
    -- What was written about an incident goes with the last of the people it names: till then it is about somebody else too.
    update public.incident i set wrapped = null, created_mac = null, row_version = i.row_version + 1
    where i.org_id = p_org and i.wrapped is not null
      and i.id in (select y.incident_id from public.incident_party y where y.org_id = p_org and y.person_id = p_person)
      and not exists (select from public.incident_party o
                      join public.person q on q.org_id = o.org_id and q.id = o.person_id and q.erased_at is null
                      where o.org_id = p_org and o.incident_id = i.id and o.person_id <> p_person);
    -- What was written about supervision goes with the first of those whose cases were discussed: nobody can tell which
    -- words are hers, and what was decided about somebody else stands in her own file.
    update public.supervision_session s
    set wrapped = null, actions_enc = case when s.actions_enc is not null then ''::bytea end,
        confidential_enc = case when s.confidential_enc is not null then ''::bytea end, created_mac = null,
        row_version = s.row_version + 1
    where s.org_id = p_org and s.wrapped is not null
      and s.id in (select c.session_id from public.supervision_case c
                   join public.enrolment e on e.org_id = c.org_id and e.id = c.enrolment_id
                   where c.org_id = p_org and e.person_id = p_person);
    -- What phones sent about her and nobody has decided on; and what of it two had changed.
    update public.sync_op
    set wrapped = null, payload_enc = null, payload_mac = null, row_version = row_version + 1
    where org_id = p_org and person_id = p_person and num_nonnulls(wrapped, payload_enc, payload_mac) > 0;
    update public.sync_conflict
    set wrapped = null, sent_enc = null, stood_enc = null, row_version = row_version + 1
    where org_id = p_org and person_id = p_person and num_nonnulls(wrapped, sent_enc, stood_enc) > 0;
    update public.person
    set erased_at = coalesce(erased_at, p_at), created_mac = null, row_version = row_version + 1
    where org_id = p_org and id = p_person;
    perform access.settle_followups_of(p_org, p_person);
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
    -- Records that were merged into hers are hers; undoing it afterwards would bring her back.
    perform access.destroy(access.house(), m.id, v_at) from access.merged_away(v_person) as m (id);
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

-- Adds monthly partitions of the audit log for the month of this day and the next two, under the same wall as their
-- parent. Months are UTC's, whatever the session says. A partition is made apart and then attached: making it in place
-- would lock the whole log. Gives up after two seconds rather than let requests queue behind it.
create function access.ensure_audit_partitions(p_today date) returns void
    language plpgsql volatile security definer set search_path = pg_catalog, pg_temp
    set timezone = 'UTC' set lock_timeout = '2s' as $$
declare
    v_from date;
    v_name text;
begin
    -- Two servers that start together.
    perform pg_advisory_xact_lock(4242000004);
    for i in 0..2 loop
        v_from := (date_trunc('month', p_today) + make_interval(months => i))::date;
        v_name := 'audit_event_' || to_char(v_from, 'YYYY_MM');
        if to_regclass('public.' || v_name) is null then
            begin
                execute format('create table public.%I (like public.audit_event including all)', v_name);
                execute format('alter table public.audit_event attach partition public.%I for values from (%L) to (%L)',
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

-- Enrolments and sessions of the people behind the glass; for nearly everybody there are none.
create function access.glass_enrolments() returns setof uuid
    language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
    if access.glass() <> '{}' then
        return query
        select e.id from public.enrolment e where e.org_id = access.org() and e.person_id = any (access.glass());
    end if;
end $$;
create function access.glass_sessions() returns setof uuid
    language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
    if access.glass() <> '{}' then
        return query
        select p.session_id from public.participation p
        where p.org_id = access.org() and p.person_id = any (access.glass());
    end if;
end $$;

-- People the caller sees through broken glass and in no other way: an enrolment, which names a place of hers, must not be
-- written for one of them.
create function access.only_behind_glass() returns setof uuid
    language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
    if access.glass() <> '{}' then
        return query
        select p.id from public.person p
        where p.org_id = access.org() and p.id = any (access.glass())
          and not p.home_site_id = any (access.work_sites())
          and p.id not in (select a.person_id from access.assigned() a)
          and p.id not in (select access.taken_in())
          and not exists (select from public.enrolment e
                          where e.org_id = p.org_id and e.person_id = p.id and e.voided_at is null
                            and (e.site_id = any (access.work_sites()) or e.programme_id = any (access.c3_programmes())));
    end if;
end $$;

-- Whom a break-glass is told to: safeguarding leads and data-protection officers of the person's place and whoever leads
-- her enrolments; the directors where there are none. Never who asks.
create function access.break_glass_told(p_person uuid) returns setof uuid
    language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
    return query
        select g.staff_id
        from public.person p
        join public.role_grant g on g.org_id = p.org_id and g.ended_at is null and g.voided_at is null
             and g.role = any (access.glass_review_roles())
             and (g.site_id is null or g.site_id = p.home_site_id
                  or g.site_id in (select e.site_id from public.enrolment e
                                   where e.org_id = p.org_id and e.person_id = p.id and e.voided_at is null))
             and (g.programme_id is null
                  or g.programme_id in (select e.programme_id from public.enrolment e
                                        where e.org_id = p.org_id and e.person_id = p.id and e.voided_at is null))
        join public.staff_member m on m.org_id = g.org_id and m.id = g.staff_id
             and m.ended_at is null and m.voided_at is null
        where p.org_id = access.house() and p.id = p_person and g.staff_id <> access.staff()
        union
        select a.staff_id from public.assignment a
        where a.org_id = access.house() and a.person_id = p_person and a.role = 'lead'
          and a.ended_at is null and a.voided_at is null and a.staff_id <> access.staff();
    if not found then
        return query
            select g.staff_id from public.role_grant g
            join public.staff_member m on m.org_id = g.org_id and m.id = g.staff_id
                 and m.ended_at is null and m.voided_at is null
            where g.org_id = access.house() and g.role = 'director' and g.ended_at is null and g.voided_at is null
              and g.staff_id <> access.staff()
            group by g.staff_id;
    end if;
end
$$;

-- May the caller break the glass for this person? Why not, or her wrapped key, with which the reason is sealed.
create function access.break_glass_look(p_person uuid) returns table (refusal text, wrapped bytea)
    language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
    return query select
        case
            when not access.roles() && access.glass_roles() or access.roles() && access.never_glass_roles()
                then 'not_allowed'
            when not exists (select from public.person p
                             where p.org_id = access.house() and p.id = p_person and p.voided_at is null)
                then 'not_found'
            when exists (select from public.break_glass b
                         where b.org_id = access.house() and b.staff_id = access.staff()
                           and b.outcome in ('unjustified', 'misconduct'))
                then 'ended'
            when exists (select from public.break_glass b
                         where b.org_id = access.house() and b.staff_id = access.staff() and b.reviewed_at is null
                           and b.recorded_at <= access.now() - interval '24 hours')
                then 'unreviewed'
            when not exists (select from access.break_glass_told(p_person))
                then 'nobody'
        end,
        (select k.wrapped from public.person_key k where k.org_id = access.house() and k.person_id = p_person);
end
$$;

-- Breaks the glass and tells the others. The fourth in 24 hours waits for a second person.
create function access.break_glass_ask(p_id uuid, p_person uuid, p_purpose text, p_reason bytea, p_created_mac bytea)
    returns void
    language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
    v_refusal text := (select l.refusal from access.break_glass_look(p_person) l);
    v_second boolean;
begin
    if v_refusal is not null then
        raise exception 'break-glass refused: permission denied' using errcode = '42501';
    end if;
    -- One at a time for each caller, or two at once would both count three.
    perform from public.staff_member m where m.org_id = access.house() and m.id = access.staff() for no key update;
    select count(*) >= 3 into v_second from public.break_glass b
    where b.org_id = access.house() and b.staff_id = access.staff()
      and b.recorded_at > access.now() - interval '24 hours';
    insert into public.break_glass (org_id, id, person_id, site_id, staff_id, purpose, reason_enc, needs_second, starts_at,
                                    ends_at, created_mac, recorded_at)
    select p.org_id, p_id, p.id, p.home_site_id, access.staff(), p_purpose, p_reason, v_second,
           case when not v_second then access.now() end,
           case when not v_second then access.now() + interval '60 minutes' end, p_created_mac, access.now()
    from public.person p where p.org_id = access.house() and p.id = p_person;
    insert into public.break_glass_notice (org_id, id, break_glass_id, staff_id, recorded_at)
    select access.house(), gen_random_uuid(), p_id, t.staff_id, access.now()
    from access.break_glass_told(p_person) as t (staff_id);
end
$$;

-- A second person agrees: the hour begins now.
create function access.break_glass_second(p_id uuid, p_version integer) returns boolean
    language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
begin
    update public.break_glass b
    set second_by = access.staff(), second_at = access.now(), starts_at = access.now(),
        ends_at = access.now() + interval '60 minutes', row_version = b.row_version + 1
    where b.org_id = access.house() and b.id = p_id and b.row_version = p_version
      and access.roles() && access.glass_review_roles()
      and b.needs_second and b.second_by is null and b.reviewed_at is null
      -- Nor for whom another review has meanwhile ended the right.
      and not exists (select from public.break_glass w
                      where w.org_id = b.org_id and w.staff_id = b.staff_id and w.outcome in ('unjustified', 'misconduct'));
    return found;
end
$$;

-- The review, and what follows: an unjustified one ends what is open of it, and every sign-in of who asked.
create function access.break_glass_review(p_id uuid, p_version integer, p_outcome text) returns boolean
    language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
    v_staff uuid;
begin
    update public.break_glass b
    set reviewed_by = access.staff(), reviewed_at = access.now(), outcome = p_outcome, row_version = b.row_version + 1
    where b.org_id = access.house() and b.id = p_id and b.row_version = p_version and b.reviewed_at is null
      and access.roles() && access.glass_review_roles()
    returning b.staff_id into v_staff;
    if v_staff is null then
        return false;
    end if;
    if p_outcome in ('unjustified', 'misconduct') then
        update public.break_glass b set ends_at = greatest(b.starts_at, access.now())
        where b.org_id = access.house() and b.staff_id = v_staff and b.ends_at > access.now();
        update auth.sign_in s set revoked_at = access.now()
        where s.org_id = access.house() and s.staff_id = v_staff and s.revoked_at is null;
    end if;
    return true;
end
$$;

-- The key the reason is sealed with, for who gave it and who reviews it.
create function access.break_glass_key(p_id uuid) returns bytea
    language sql stable security definer set search_path = pg_catalog, pg_temp as $$
    select k.wrapped
    from public.break_glass b join public.person_key k on k.org_id = b.org_id and k.person_id = b.person_id
    where b.org_id = access.house() and b.id = p_id
      and (b.staff_id = access.staff() or access.roles() && access.glass_review_roles()) $$;

create function access.notice_seen(p_id uuid) returns boolean
    language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
begin
    update public.break_glass_notice n set seen_at = coalesce(n.seen_at, access.now())
    where n.org_id = access.house() and n.id = p_id and n.staff_id = access.staff();
    return found;
end
$$;

-- The newest migration, for the guards at start: the list itself is the owner's.
create function access.schema_version() returns text
    language sql stable security definer set search_path = pg_catalog, pg_temp as $$
    select coalesce(max(m.version), '') from public.__diesel_schema_migrations m $$;

-- The sealer's functions (src/audit): the only way to the seals, for the server's background role alone. It reads audit
-- rows of every organisation, which hold ids and names of fields, and adds seals; it changes and deletes nothing.

-- Below which transaction everything has ended, the next transaction, this cluster, and how far the sealer had come.
create function access.audit_clock() returns table (below bigint, next bigint, cluster bigint, horizon bigint, of_cluster bigint)
    language sql stable security definer set search_path = pg_catalog, pg_temp as $$
    select pg_snapshot_xmin(pg_current_snapshot())::text::bigint, pg_snapshot_xmax(pg_current_snapshot())::text::bigint,
           c.system_identifier, coalesce(h.xid, 0), h.cluster
    from pg_control_system() c left join public.audit_horizon h on true $$;

-- Rows after a place in the order of transactions and below an end, and whether each is sealed.
create function access.audit_since(p_xid bigint, p_id uuid, p_below bigint, p_limit integer)
    returns table (event public.audit_event, sealed boolean)
    language sql stable security definer set search_path = pg_catalog, pg_temp
    set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off as $$
    select e, exists (select from public.audit_seal s
                      where s.org_id = e.org_id and s.audit_at = e.at and s.audit_id = e.id)
    from public.audit_event e
    where (e.xid, e.id) > (p_xid, p_id) and e.xid < p_below
    order by e.xid, e.id
    limit p_limit $$;

-- The last seal of an organisation.
create function access.audit_head(p_org uuid) returns table (seq bigint, hash bytea)
    language sql stable security definer set search_path = pg_catalog, pg_temp as $$
    select s.seq, s.hash from public.audit_seal s where s.org_id = p_org order by s.seq desc limit 1 $$;

-- Adds seals after the head the caller knows; false when there is another head.
create function access.append_seals(p_org uuid, p_seq bigint, p_hash bytea, p_form smallint, p_ats timestamptz[], p_ids uuid[],
                                    p_macs bytea[], p_marks bytea[], p_hashes bytea[]) returns boolean
    language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
begin
    if exists (select from public.audit_seal s where s.org_id = p_org and s.seq > p_seq)
       or (p_seq > 0 and not exists (select from public.audit_seal s
                                     where s.org_id = p_org and s.seq = p_seq and s.hash = p_hash)) then
        return false;
    end if;
    insert into public.audit_seal (org_id, seq, audit_at, audit_id, form, row_mac, marks, hash)
    select p_org, p_seq + r.place, r.audit_at, r.audit_id, p_form, r.row_mac, r.marks, r.hash
    from unnest(p_ats, p_ids, p_macs, p_marks, p_hashes) with ordinality
        as r (audit_at, audit_id, row_mac, marks, hash, place);
    return true;
end
$$;

create function access.move_audit_horizon(p_xid bigint, p_cluster bigint) returns void
    language sql volatile security definer set search_path = pg_catalog, pg_temp as $$
    insert into public.audit_horizon (xid, cluster) values (p_xid, p_cluster)
    on conflict (one) do update set xid = excluded.xid, cluster = excluded.cluster $$;

-- Heads that moved since they were last signed.
create function access.audit_unsigned_heads() returns table (org_id uuid, seq bigint, hash bytea)
    language sql stable security definer set search_path = pg_catalog, pg_temp as $$
    select o.org_id, head.seq, head.hash
    from public.organisation o cross join lateral access.audit_head(o.org_id) head
    where not exists (select from public.audit_checkpoint c where c.org_id = o.org_id and c.seq >= head.seq) $$;

create function access.add_checkpoint(p_org uuid, p_seq bigint, p_hash bytea, p_at timestamptz, p_public_key bytea,
                                      p_signature bytea) returns void
    language sql volatile security definer set search_path = pg_catalog, pg_temp as $$
    insert into public.audit_checkpoint (org_id, seq, hash, at, public_key, signature)
    values (p_org, p_seq, p_hash, p_at, p_public_key, p_signature) $$;

-- What was done with a person's file, newest first. Everybody's acts for the data-protection officer and for who opens
-- what is sealed at her place; one's own acts otherwise. What the safeguarding lead and the data-protection officer did is
-- theirs to see: a supervisor who is looked into must not be warned (domain.md T12).
create function access.openings(p_person uuid, p_before_at timestamptz, p_before_id uuid, p_limit bigint)
    returns table (at timestamptz, id uuid, staff_id uuid, staff_name text, action text, object_type text, fields text[],
                   tier text, break_glass_id uuid)
    language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
declare
    v_org uuid := access.house();
    v_own uuid := access.staff();
    v_watches boolean := access.roles() && array['data_protection_officer', 'safeguarding_lead'];
    v_all boolean := 'data_protection_officer' = any (access.roles())
        or exists (select from public.person p
                   where p.org_id = v_org and p.id = p_person and p.home_site_id = any (access.c3_sites()))
        or exists (select from public.enrolment e
                   where e.org_id = v_org and e.person_id = p_person and e.voided_at is null
                     and (e.programme_id = any (access.c3_programmes()) or e.site_id = any (access.c3_sites())));
    v_watchers uuid[] := array(select g.staff_id from public.role_grant g
                               where g.org_id = v_org and g.role in ('data_protection_officer', 'safeguarding_lead'));
    v_objects uuid[] := array(
        select p_person
        union all select e.id from public.enrolment e where e.org_id = v_org and e.person_id = p_person
        union all select c.id from public.consent c where c.org_id = v_org and c.person_id = p_person
        union all select y.id from public.capacity_assessment y where y.org_id = v_org and y.person_id = p_person
        union all select i.id from public.disclosure i where i.org_id = v_org and i.person_id = p_person
        union all select o.id from public.referral_out o where o.org_id = v_org and o.person_id = p_person
        union all select g.id from public.guardian_path g where g.org_id = v_org and g.person_id = p_person
        union all select a.id from public.assignment a where a.org_id = v_org and a.person_id = p_person
        union all select r.id from public.referral_in r where r.org_id = v_org and r.person_id = p_person
        union all select f.id from public.referral_source f where f.org_id = v_org and f.person_id = p_person
        union all select b.id from public.break_glass b where b.org_id = v_org and b.person_id = p_person
        union all select y.id from public.cohort_member y where y.org_id = v_org and y.person_id = p_person
        union all select c.id from public.followup_contact c where c.org_id = v_org and c.person_id = p_person
        union all select b.id from public.outcome_observation b where b.org_id = v_org and b.person_id = p_person
        union all select w.id from public.intake_answer w where w.org_id = v_org and w.person_id = p_person
        union all select c.session_id from public.supervision_case c
                  join public.enrolment e on e.org_id = c.org_id and e.id = c.enrolment_id
                  where c.org_id = v_org and e.person_id = p_person
        union all select d.id from public.conflict_declaration d where d.org_id = v_org and d.person_id = p_person
        union all select p.session_id from public.participation p where p.org_id = v_org and p.person_id = p_person
        union all select l.id from public.plan l where l.org_id = v_org and l.person_id = p_person
        union all select t.id from public.contact_attempt t where t.org_id = v_org and t.person_id = p_person
        union all select k.id from public.keep_apart k where k.org_id = v_org and p_person in (k.person_a, k.person_b)
        union all select l.id from public.roll_line l where l.org_id = v_org and l.person_id = p_person
        union all select n.id from public.session_note n where n.org_id = v_org and n.person_id = p_person
        union all select m.id from public.contact_method m where m.org_id = v_org and m.person_id = p_person
        union all select r.id from public.person_relationship r where r.org_id = v_org and r.person_id = p_person
        union all select m.id from public.person_merge m where m.org_id = v_org and p_person in (m.kept_id, m.merged_id)
        union all select a.id from access.merged_away(p_person) as a (id)
        union all select d.id from public.possible_duplicate d
                  where d.org_id = v_org and p_person in (d.person_a, d.person_b)
        union all select i.id from public.identifier i where i.org_id = v_org and i.person_id = p_person);
begin
    return query
        select e.at, e.id, e.staff_id, m.display_name, e.action, e.object_type, e.fields, e.tier, e.break_glass_id
        from public.audit_event e
        left join public.staff_member m on m.org_id = e.org_id and m.id = e.staff_id
        where e.org_id = v_org
          and (e.object_id = any (v_objects)
               or (e.object_type = 'person_identity' and e.shown_ids @> array[p_person]))
          and (e.staff_id = v_own
               or (v_all and (v_watches or e.staff_id is null or e.staff_id <> all (v_watchers))))
          and (p_before_at is null or (e.at, e.id) < (p_before_at, p_before_id))
        order by e.at desc, e.id desc
        limit p_limit;
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
-- What the background work and the sign-in role call is not the application's to call.
do $$
declare
    f regprocedure;
begin
    for f in select p.oid::regprocedure from pg_proc p join pg_namespace n on n.oid = p.pronamespace
             where n.nspname = 'access' and p.proname in ('memberships', 'ensure_audit_partitions', 'audit_clock', 'audit_since',
                 'audit_head', 'append_seals', 'move_audit_horizon', 'audit_unsigned_heads', 'add_checkpoint',
                 -- with a link from a mail there is nobody signed in yet
                 'find_invitation', 'accept_invitation', 'device_holder', 'password_words',
                 -- a server that starts carries the erasure ledger out
                 'unerased', 'replay_erasure') loop
        execute format('revoke execute on function %s from causeway_app', f);
        execute format('grant execute on function %s to causeway_auth', f);
    end loop;
end
$$;
-- Passwords and factors are changed by the sign-in role, for somebody who is signed in.
grant execute on function access.enter(uuid, uuid, timestamptz, bigint) to causeway_auth;
-- Destroying is for the two functions that check first.
revoke execute on function access.destroy(uuid, uuid, timestamptz) from causeway_app;
