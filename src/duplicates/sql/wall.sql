-- The wall around records that are perhaps one person: part of the replaceable set (src/platform/db/migrate.rs). A pair is
-- for whoever may open who both of them are. Only the background adds one.

create policy possible_duplicate_read on possible_duplicate for select to causeway_app
    using (org_id = (select access.house())
           and (site_a = any ((select access.c3_sites())::uuid[]) or person_a in (select access.c3_people()))
           and (site_b = any ((select access.c3_sites())::uuid[]) or person_b in (select access.c3_people())));
-- What was decided is not decided again.
create policy possible_duplicate_judge on possible_duplicate for update to causeway_app
    using (org_id = (select access.house()) and outcome is null
           and (site_a = any ((select access.c3_sites())::uuid[]) or person_a in (select access.c3_people()))
           and (site_b = any ((select access.c3_sites())::uuid[]) or person_b in (select access.c3_people())))
    with check (org_id = (select access.house()) and decided_by = (select access.staff()));

grant select on possible_duplicate to causeway_app;
grant update (outcome, decided_by, decided_at, row_version) on possible_duplicate to causeway_app;
grant insert on possible_duplicate to causeway_policy;

-- Raises a pair for everybody who has the number that was entered (a contact or a paper, by its id), whoever may see them. For
-- its job only. A number of more than ten others is a shelter's or a school's, and says nothing: none is raised. The index
-- of a phone number is its last digits, so once in a great while two numbers share one; whoever looks sees both.
create function access.raise_duplicates(p_object uuid) returns integer
    language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
    v_org uuid := access.org();
    v_raised integer;
begin
    if access.job_kind() is distinct from 'look_for_duplicates' then
        raise exception 'row-level security: only its job raises duplicates' using errcode = '42501';
    end if;
    with others as (
        select m.person_id as one, o.person_id as other, 'phone' as found_by
        from public.contact_method m
        join public.contact_method o on o.org_id = m.org_id and o.value_index = m.value_index
             and o.person_id <> m.person_id and o.voided_at is null
        where m.org_id = v_org and m.id = p_object and m.voided_at is null
        union
        select i.person_id, o.person_id, 'document'
        from public.identifier i
        join public.identifier o on o.org_id = i.org_id and o.number_index = i.number_index
             and o.person_id <> i.person_id and o.voided_at is null
        where i.org_id = v_org and i.id = p_object and i.voided_at is null
    )
    insert into public.possible_duplicate (org_id, id, person_a, person_b, site_a, site_b, found_by, found_at, recorded_at)
    select v_org, gen_random_uuid(), a.id, b.id, a.home_site_id, b.home_site_id, o.found_by, access.now(), access.now()
    from others o
    join public.person a on a.org_id = v_org and a.id = least(o.one, o.other) and a.erased_at is null and a.voided_at is null
    join public.person b on b.org_id = v_org and b.id = greatest(o.one, o.other) and b.erased_at is null and b.voided_at is null
    where (select count(*) from others) <= 10
    on conflict do nothing;
    get diagnostics v_raised = row_count;
    return v_raised;
end $$;
alter function access.raise_duplicates(uuid) owner to causeway_policy;
revoke all on function access.raise_duplicates(uuid) from public;
grant execute on function access.raise_duplicates(uuid) to causeway_app;

-- Sealed names of everybody who is not erased, with their keys, the newest record first: or only of those who were taken in or
-- renamed within two days. For the daily job only.
create function access.names_to_compare(p_recent boolean, p_before uuid, p_limit integer)
    returns table (id uuid, birth_year integer, known_as_enc bytea, legal_name_enc bytea, wrapped bytea)
    language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
declare
    v_org uuid := access.org();
    v_since timestamptz := access.now() - interval '2 days';
begin
    if access.job_kind() is distinct from 'raise_tasks' then
        raise exception 'row-level security: only its job compares names' using errcode = '42501';
    end if;
    return query
        select p.id, p.birth_year, i.known_as_enc, i.legal_name_enc, k.wrapped
        from public.person p
        join public.person_identity i on i.org_id = p.org_id and i.person_id = p.id and i.voided_at is null
             and num_nonnulls(i.known_as_enc, i.legal_name_enc) > 0
        join public.person_key k on k.org_id = p.org_id and k.person_id = p.id and k.wrapped is not null
        where p.org_id = v_org and p.voided_at is null and p.erased_at is null
          and (p_before is null or p.id < p_before)
          and (not p_recent or p.recorded_at > v_since
               or (i.row_version > 1
                   and exists (select from public.audit_event e
                               where e.org_id = v_org and e.object_id = p.id and e.at > v_since
                                 and e.object_type = 'person_identity' and e.action = 'update')))
        order by p.id desc
        limit p_limit;
end $$;
alter function access.names_to_compare(boolean, uuid, integer) owner to causeway_policy;
revoke all on function access.names_to_compare(boolean, uuid, integer) from public;
grant execute on function access.names_to_compare(boolean, uuid, integer) to causeway_app;

-- Raises a pair for each of these twos, whose names are alike. For the same job only.
create function access.raise_namesakes(p_ones uuid[], p_others uuid[]) returns integer
    language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
    v_raised integer;
begin
    if access.job_kind() is distinct from 'raise_tasks' then
        raise exception 'row-level security: only its job raises duplicates' using errcode = '42501';
    end if;
    insert into public.possible_duplicate (org_id, id, person_a, person_b, site_a, site_b, found_by, found_at, recorded_at)
    select distinct on (a.id, b.id) a.org_id, gen_random_uuid(), a.id, b.id, a.home_site_id, b.home_site_id, 'name',
           access.now(), access.now()
    from unnest(p_ones, p_others) as n (one, other)
    join public.person a on a.org_id = access.org() and a.id = least(n.one, n.other)
    join public.person b on b.org_id = access.org() and b.id = greatest(n.one, n.other) and b.id <> a.id
    on conflict do nothing;
    get diagnostics v_raised = row_count;
    return v_raised;
end $$;
alter function access.raise_namesakes(uuid[], uuid[]) owner to causeway_policy;
revoke all on function access.raise_namesakes(uuid[], uuid[]) from public;
grant execute on function access.raise_namesakes(uuid[], uuid[]) to causeway_app;
