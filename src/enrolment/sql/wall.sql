-- The wall around the course of an enrolment: part of the replaceable set, after the functions, policies and privileges that
-- everything shares. Why somebody paused or left in truth, and how she was when she left, is for those who open her file
-- (C3): assigned to her, supervisors, the safeguarding lead, and who broke the glass, for reading.

create policy enrolment_restricted_read on enrolment_restricted for select to causeway_app
    using (org_id = (select access.house())
           and (site_id = any ((select access.c3_sites())::uuid[])
                or programme_id = any ((select access.c3_programmes())::uuid[])
                or enrolment_id in (select access.visible_enrolments())
                or person_id = any ((select access.glass())::uuid[])));
create policy enrolment_restricted_add on enrolment_restricted for insert to causeway_app
    with check (org_id = (select access.house()) and recorded_by = (select access.staff())
           and (site_id = any ((select access.c3_sites())::uuid[])
                or programme_id = any ((select access.c3_programmes())::uuid[])
                or enrolment_id in (select access.visible_enrolments())));

create policy exit_record_read on exit_record for select to causeway_app
    using (org_id = (select access.house())
           and (site_id = any ((select access.c3_sites())::uuid[])
                or programme_id = any ((select access.c3_programmes())::uuid[])
                or enrolment_id in (select access.visible_enrolments())
                or person_id = any ((select access.glass())::uuid[])));
create policy exit_record_add on exit_record for insert to causeway_app
    with check (org_id = (select access.house()) and recorded_by = (select access.staff())
           and (site_id = any ((select access.c3_sites())::uuid[])
                or programme_id = any ((select access.c3_programmes())::uuid[])
                or enrolment_id in (select access.visible_enrolments())));

grant select, insert on enrolment_restricted, exit_record to causeway_app;
-- Erasing somebody blanks what was sealed for her (access.destroy).
grant update (true_reason_enc) on enrolment_restricted to causeway_policy;
grant update (ended_with) on assignment to causeway_policy;

-- The enrolment of hers in this programme that ended last. Whoever enrols her may not see it: it was a colleague's.
create function access.previous_enrolment(p_person uuid, p_programme uuid) returns uuid
    language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
    return (select e.id
            from public.enrolment e join public.person p on p.org_id = e.org_id and p.id = e.person_id
            where e.org_id = access.house() and e.person_id = p_person and e.programme_id = p_programme
              and e.exited_on is not null and e.voided_at is null
              and (p.home_site_id = any (access.c2_sites()) or p.id in (select access.visible_people()))
            order by e.exited_on desc, e.id desc
            limit 1);
end $$;

-- The work ends with the day on which somebody's leaving was recorded, unless she wanted aftercare. For the job of that exit;
-- an exit that was taken back meanwhile ends nothing. How many assignments it ended.
create function access.end_assignments(p_exit uuid) returns integer
    language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
    v_ended integer;
begin
    if access.job_kind() is distinct from 'end_assignments' then
        raise exception 'row-level security: only its job ends assignments' using errcode = '42501';
    end if;
    update public.assignment a
    set ended_at = greatest(access.now(), a.started_at), ended_with = v.id, row_version = a.row_version + 1
    from public.enrolment_event v
    where v.org_id = access.org() and v.id = p_exit and v.to_status = 'exited' and v.aftercare = 'declined'
      and v.voided_at is null
      and not exists (select from public.enrolment_event u where u.org_id = v.org_id and u.undoes = v.id)
      and a.org_id = v.org_id and a.enrolment_id = v.enrolment_id and a.ended_at is null and a.voided_at is null;
    get diagnostics v_ended = row_count;
    return v_ended;
end $$;

do $$
declare
    f regprocedure;
begin
    foreach f in array array['access.previous_enrolment(uuid, uuid)', 'access.end_assignments(uuid)']::regprocedure[] loop
        execute format('alter function %s owner to causeway_policy', f);
        execute format('revoke all on function %s from public', f);
        execute format('grant execute on function %s to causeway_app', f);
    end loop;
end
$$;
