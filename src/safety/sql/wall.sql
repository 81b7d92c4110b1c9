-- The wall around pairs who must not meet. Part of the replaceable set (src/platform/db/migrate.rs).
--
-- A pair is for supervisors and safeguarding leads of both people, and for nobody else: not for those who work with one of
-- the two. What planning may know of it is one yes or no, access.would_meet.

-- People enrolled where the caller opens what is sealed.
create function access.watched_people() returns setof uuid
    language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
    return query
    select e.person_id from public.enrolment e
    where e.org_id = access.house() and e.voided_at is null
      and (e.site_id = any (access.c3_sites()) or e.programme_id = any (access.c3_programmes()));
end $$;

-- Would people come together who must not: these, those on the roll of this group, and those who are in the rooms of this
-- site between these two moments?
create function access.would_meet(p_people uuid[], p_group uuid, p_site uuid, p_from timestamptz, p_to timestamptz)
    returns boolean
    language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
    v_org uuid := access.house();
begin
    -- Whoever plans for one of a pair waits here for who plans for the other, and then sees it.
    perform from public.keep_apart k
    where k.org_id = v_org and k.voided_at is null and (k.person_a = any (p_people) or k.person_b = any (p_people))
    order by k.id for no key update;
    if not found then
        return false;
    end if;
    return exists (
        select from public.keep_apart k
        cross join lateral (values (k.person_a, k.person_b), (k.person_b, k.person_a)) pair (one, other)
        where k.org_id = v_org and k.voided_at is null and pair.one = any (p_people)
          and (pair.other = any (p_people)
               or exists (select from public.roll_line l
                          where l.org_id = v_org and l.person_id = pair.other and l.session_id = p_group
                            and l.voided_at is null)
               or exists (select from public.roll_line l
                          join public.session s on s.org_id = l.org_id and s.id = l.session_id
                          where l.org_id = v_org and l.person_id = pair.other and l.voided_at is null
                            and s.site_id = p_site and s.mode = 'in_person_office' and s.voided_at is null
                            and s.status in ('planned', 'held')
                            and s.starts_at < p_to and s.starts_at + s.minutes * interval '1 minute' > p_from)
               or exists (select from public.plan n
                          where n.org_id = v_org and n.person_id = pair.other and n.site_id = p_site
                            and n.mode = 'in_person_office' and n.settled_at is null and n.voided_at is null
                            and n.starts_at < p_to and n.starts_at + n.minutes * interval '1 minute' > p_from)));
end $$;

do $$
declare
    f regprocedure;
begin
    foreach f in array array['access.watched_people()',
                             'access.would_meet(uuid[], uuid, uuid, timestamptz, timestamptz)']::regprocedure[] loop
        execute format('revoke all on function %s from public', f);
        execute format('alter function %s owner to causeway_policy', f);
        execute format('grant execute on function %s to causeway_app', f);
    end loop;
end
$$;

create policy keep_apart_read on keep_apart for select to causeway_app
    using (org_id = (select access.house())
           and (site_a = any ((select access.c3_sites())::uuid[]) or person_a in (select access.watched_people()))
           and (site_b = any ((select access.c3_sites())::uuid[]) or person_b in (select access.watched_people())));
create policy keep_apart_add on keep_apart for insert to causeway_app
    with check (org_id = (select access.house()) and recorded_by = (select access.staff())
           and (site_a = any ((select access.c3_sites())::uuid[]) or person_a in (select access.watched_people()))
           and (site_b = any ((select access.c3_sites())::uuid[]) or person_b in (select access.watched_people())));
create policy keep_apart_end on keep_apart for update to causeway_app
    using (org_id = (select access.house())
           and (site_a = any ((select access.c3_sites())::uuid[]) or person_a in (select access.watched_people()))
           and (site_b = any ((select access.c3_sites())::uuid[]) or person_b in (select access.watched_people())));

grant select, insert on keep_apart to causeway_app;
grant update (voided_at, void_reason, row_version) on keep_apart to causeway_app;
-- For the lock that access.would_meet takes.
grant update (row_version) on keep_apart to causeway_policy;
