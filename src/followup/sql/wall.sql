-- The wall around follow-ups and what was found: part of the replaceable set. That somebody is in custody, has died, or must
-- not be asked after is for those who open her file (C3), like why she left: assigned to her, supervisors, the safeguarding
-- lead, and who broke the glass, for reading.

create policy followup_due_read on followup_due for select to causeway_app
    using (org_id = (select access.house())
           and (site_id = any ((select access.c3_sites())::uuid[])
                or programme_id = any ((select access.c3_programmes())::uuid[])
                or enrolment_id in (select access.visible_enrolments())
                or person_id = any ((select access.glass())::uuid[])));
create policy followup_due_add on followup_due for insert to causeway_app
    with check (org_id = (select access.house()) and recorded_by = (select access.staff())
           and (site_id = any ((select access.c3_sites())::uuid[])
                or programme_id = any ((select access.c3_programmes())::uuid[])
                or enrolment_id in (select access.visible_enrolments())));
create policy followup_due_move on followup_due for update to causeway_app
    using (org_id = (select access.house())
           and (site_id = any ((select access.c3_sites())::uuid[])
                or programme_id = any ((select access.c3_programmes())::uuid[])
                or enrolment_id in (select access.visible_enrolments())));

create policy followup_contact_read on followup_contact for select to causeway_app
    using (org_id = (select access.house())
           and (site_id = any ((select access.c3_sites())::uuid[])
                or programme_id = any ((select access.c3_programmes())::uuid[])
                or enrolment_id in (select access.visible_enrolments())
                or person_id = any ((select access.glass())::uuid[])));
create policy followup_contact_add on followup_contact for insert to causeway_app
    with check (org_id = (select access.house()) and recorded_by = (select access.staff())
           and (site_id = any ((select access.c3_sites())::uuid[])
                or programme_id = any ((select access.c3_programmes())::uuid[])
                or enrolment_id in (select access.visible_enrolments())));
create policy followup_contact_void on followup_contact for update to causeway_app
    using (org_id = (select access.house())
           and (site_id = any ((select access.c3_sites())::uuid[])
                or programme_id = any ((select access.c3_programmes())::uuid[])
                or enrolment_id in (select access.visible_enrolments())));

create policy followup_safety_read on followup_safety for select to causeway_app
    using (org_id = (select access.house())
           and (site_id = any ((select access.c3_sites())::uuid[])
                or programme_id = any ((select access.c3_programmes())::uuid[])
                or enrolment_id in (select access.visible_enrolments())
                or person_id = any ((select access.glass())::uuid[])));
create policy followup_safety_add on followup_safety for insert to causeway_app
    with check (org_id = (select access.house()) and recorded_by = (select access.staff())
           and (site_id = any ((select access.c3_sites())::uuid[])
                or programme_id = any ((select access.c3_programmes())::uuid[])
                or (not safe and enrolment_id in (select access.visible_enrolments()))));

create policy outcome_observation_read on outcome_observation for select to causeway_app
    using (org_id = (select access.house())
           and (site_id = any ((select access.c3_sites())::uuid[])
                or programme_id = any ((select access.c3_programmes())::uuid[])
                or enrolment_id in (select access.visible_enrolments())
                or person_id = any ((select access.glass())::uuid[])));
create policy outcome_observation_add on outcome_observation for insert to causeway_app
    with check (org_id = (select access.house()) and recorded_by = (select access.staff())
           and (site_id = any ((select access.c3_sites())::uuid[])
                or programme_id = any ((select access.c3_programmes())::uuid[])
                or enrolment_id in (select access.visible_enrolments())));
create policy outcome_observation_void on outcome_observation for update to causeway_app
    using (org_id = (select access.house())
           and (site_id = any ((select access.c3_sites())::uuid[])
                or programme_id = any ((select access.c3_programmes())::uuid[])
                or enrolment_id in (select access.visible_enrolments())));

grant select, insert on followup_due, followup_contact, followup_safety, outcome_observation to causeway_app;
grant update (told, voided_at, void_reason, row_version) on followup_due to causeway_app;
grant update (voided_at, void_reason, row_version) on followup_contact, outcome_observation to causeway_app;
grant update (closed, row_version) on followup_due to causeway_policy;
-- Erasing somebody blanks the digests of what was sent (access.destroy).
grant update (created_mac) on followup_contact, outcome_observation to causeway_policy;

-- What happened elsewhere that settles these follow-ups, as it was known at a moment, and by the last day of each window: what
-- comes later finds it missed, and leaves it so. She has died; she came back to the programme or was erased; asking is not
-- safe, by the last word on it; or she refused. And what its own contacts brought within the window.
create function access.followup_ground(p_org uuid, p_ids uuid[], p_known_at timestamptz)
    returns table (id uuid, site_id uuid, programme_id uuid, reached text, closed text)
    language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
    return query
    select f.id, f.site_id, f.programme_id,
           (select case when bool_or(c.result = 'done') then 'done' when bool_or(c.result = 'partial') then 'partial' end
            from public.followup_contact c
            where c.org_id = f.org_id and c.followup_id = f.id and c.contacted_on <= f.closes_on
              and c.recorded_at <= p_known_at and (c.voided_at > p_known_at) is not false),
           case
               when exists (select from public.followup_contact c
                            where c.org_id = f.org_id and c.person_id = f.person_id and c.result = 'deceased'
                              and c.contacted_on <= f.closes_on
                              and c.recorded_at <= p_known_at and (c.voided_at > p_known_at) is not false)
                 or exists (select from public.enrolment e
                            join public.enrolment_event v on v.org_id = e.org_id and v.enrolment_id = e.id
                            where e.org_id = f.org_id and e.person_id = f.person_id and v.reason = 'deceased'
                              and v.occurred_on <= f.closes_on
                              and v.recorded_at <= p_known_at and (v.voided_at > p_known_at) is not false
                              and not exists (select from public.enrolment_event u
                                              where u.org_id = v.org_id and u.undoes = v.id and u.recorded_at <= p_known_at))
                   then 'deceased'
               when exists (select from public.enrolment n
                            where n.org_id = f.org_id and n.person_id = f.person_id and n.programme_id = f.programme_id
                              and n.id <> f.enrolment_id and n.enrolled_on between f.left_on and f.closes_on
                              and n.recorded_at <= p_known_at and (n.voided_at > p_known_at) is not false)
                 or (p.erased_at <= p_known_at and (p.erased_at at time zone s.time_zone)::date <= f.closes_on)
                   then 'ended'
               when not coalesce((select j.safe from public.followup_safety j
                                  where j.org_id = f.org_id and j.enrolment_id = f.enrolment_id
                                    and j.judged_on between f.left_on and f.closes_on and j.recorded_at <= p_known_at
                                  order by j.recorded_at desc, j.id desc limit 1), x.safe_to_follow_up, true)
                   then 'unsafe_to_contact'
               when (select c.status from public.consent c
                     where c.org_id = f.org_id and c.person_id = f.person_id and c.kind = 'followup_after_exit'
                       and (c.occurred_at at time zone s.time_zone)::date <= f.closes_on
                       and c.recorded_at <= p_known_at and (c.voided_at > p_known_at) is not false
                     order by c.occurred_at desc, c.id desc limit 1) in ('refused', 'withdrawn')
                   then 'declined'
           end
    from public.followup_due f
    join public.person p on p.org_id = f.org_id and p.id = f.person_id
    join public.site s on s.org_id = f.org_id and s.id = f.site_id
    left join public.exit_record x on x.org_id = f.org_id and x.event_id = f.exit_event_id
    where f.org_id = p_org and f.id = any (p_ids);
end $$;

-- Brings what is stored of it up to date, for one person. It derives and decides nothing, so whoever works here may ask for it.
create function access.settle_followups_of(p_org uuid, p_person uuid) returns void
    language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
begin
    update public.followup_due f set closed = g.closed, row_version = f.row_version + 1
    from access.followup_ground(p_org, array(select d.id from public.followup_due d
                                             where d.org_id = p_org and d.person_id = p_person and d.voided_at is null),
                                'infinity') g
    where f.org_id = p_org and f.id = g.id and f.closed is distinct from g.closed;
end $$;
create function access.settle_followups(p_person uuid) returns void
    language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
begin
    perform access.settle_followups_of(access.house(), p_person);
end $$;

do $$
declare
    f regprocedure;
begin
    foreach f in array array['access.followup_ground(uuid, uuid[], timestamptz)', 'access.settle_followups_of(uuid, uuid)',
                             'access.settle_followups(uuid)']::regprocedure[] loop
        execute format('alter function %s owner to causeway_policy', f);
        execute format('revoke all on function %s from public', f);
    end loop;
end
$$;
grant execute on function access.settle_followups(uuid) to causeway_app;
