-- What figures count behind other walls: part of the replaceable set, after the functions that everything shares.

-- How the questions asked when somebody left were answered, counted by place: null is an answer, else the reason why there
-- is none. The records themselves are for those who open her file (enrolment/sql/wall.sql); who reads the place's C2 learns
-- how many, and neither which question nor whose. As it was known at an instant; null is now.
create function access.exit_answers(p_from date, p_to date, p_known_at timestamptz)
    returns table (site_id uuid, programme_id uuid, missing text, fields bigint)
    language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
declare
    v_known_at timestamptz := coalesce(p_known_at, 'infinity');
begin
    return query
    select v.site_id, v.programme_id, f.missing, count(*)
    from public.enrolment_event v
    join public.enrolment e on e.org_id = v.org_id and e.id = v.enrolment_id and (e.voided_at > v_known_at) is not false
    join public.exit_record x on x.org_id = v.org_id and x.event_id = v.id
    cross join lateral (values (v.interview_missing), (x.initiator_missing), (x.planned_missing),
                               (x.living_situation_missing), (x.school_status_missing), (x.employment_status_missing),
                               (x.satisfaction_missing), (x.safe_to_follow_up_missing)) f (missing)
    where v.org_id = access.house() and v.to_status = 'exited' and v.occurred_on between p_from and p_to
      and v.recorded_at <= v_known_at and (v.voided_at > v_known_at) is not false
      and not exists (select from public.enrolment_event u
                      where u.org_id = v.org_id and u.undoes = v.id and u.recorded_at <= v_known_at)
      and (v.site_id = any (access.c2_sites()) or v.programme_id = any (access.c2_programmes()))
    group by v.site_id, v.programme_id, f.missing;
end $$;

-- How often somebody was asked after, of the follow-ups whose windows closed in these days, counted by place: done, in part, or
-- not (null). Those at which nobody was to be asked are left out (DQ-03). As it was known at an instant; null is now.
create function access.followups_closed(p_from date, p_to date, p_known_at timestamptz)
    returns table (site_id uuid, programme_id uuid, reached text, followups bigint)
    language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
declare
    v_known_at timestamptz := coalesce(p_known_at, 'infinity');
begin
    return query
    select g.site_id, g.programme_id, g.reached, count(*)
    from access.followup_ground(access.house(), array(
             select f.id from public.followup_due f
             where f.org_id = access.house() and f.closes_on between p_from and p_to
               and f.recorded_at <= v_known_at and (f.voided_at > v_known_at) is not false
               and (f.site_id = any (access.c2_sites()) or f.programme_id = any (access.c2_programmes()))), v_known_at) g
    where g.reached is not null or coalesce(g.closed, 'declined') = 'declined'
    group by g.site_id, g.programme_id, g.reached;
end $$;

alter function access.followups_closed(date, date, timestamptz) owner to causeway_policy;
revoke all on function access.followups_closed(date, date, timestamptz) from public;
grant execute on function access.followups_closed(date, date, timestamptz) to causeway_app;
alter function access.exit_answers(date, date, timestamptz) owner to causeway_policy;
revoke all on function access.exit_answers(date, date, timestamptz) from public;
grant execute on function access.exit_answers(date, date, timestamptz) to causeway_app;

-- What figures are to be is no secret in the house; set by who answers for a programme or all of it.
create policy indicator_target_read on indicator_target for select to causeway_app using (org_id = (select access.house()));
create policy indicator_target_add on indicator_target for insert to causeway_app
    with check (org_id = (select access.house()) and recorded_by = (select access.staff())
           and (select access.roles()) && array['programme_manager', 'director']);
grant select, insert on indicator_target to causeway_app;
