-- The wall around case plans: part of the replaceable set. Plans are read by whoever reads the enrolment; what is sealed in
-- them opens with her key, behind its own wall. They are written by those who work with her and by who supervises there.

-- Plans the caller began, handed in, or wrote a part of.
create function access.plans_written() returns setof uuid
    language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
    return query
    select p.id from public.case_plan p
    where p.org_id = access.house() and access.staff() in (p.recorded_by, p.submitted_by)
    union
    select g.plan_id from public.goal g
    where g.org_id = access.house() and access.staff() in (g.recorded_by, g.changed_by) and g.voided_at is null
    union
    select a.plan_id from public.plan_action a
    where a.org_id = access.house() and a.recorded_by = access.staff() and a.voided_at is null;
end $$;
alter function access.plans_written() owner to causeway_policy;
revoke all on function access.plans_written() from public;
grant execute on function access.plans_written() to causeway_app;

create policy case_plan_read on case_plan for select to causeway_app
    using (org_id = (select access.house())
           and (site_id = any ((select access.c2_sites())::uuid[])
                or programme_id = any ((select access.c2_programmes())::uuid[])
                or enrolment_id in (select access.visible_enrolments())
                or person_id = any ((select access.glass())::uuid[])));
create policy case_plan_approval_read on case_plan_approval for select to causeway_app
    using (org_id = (select access.house())
           and (site_id = any ((select access.c2_sites())::uuid[])
                or programme_id = any ((select access.c2_programmes())::uuid[])
                or enrolment_id in (select access.visible_enrolments())
                or person_id = any ((select access.glass())::uuid[])));
create policy goal_read on goal for select to causeway_app
    using (org_id = (select access.house())
           and (site_id = any ((select access.c2_sites())::uuid[])
                or programme_id = any ((select access.c2_programmes())::uuid[])
                or enrolment_id in (select access.visible_enrolments())
                or person_id = any ((select access.glass())::uuid[])));
create policy case_plan_review_read on case_plan_review for select to causeway_app
    using (org_id = (select access.house())
           and (site_id = any ((select access.c2_sites())::uuid[])
                or programme_id = any ((select access.c2_programmes())::uuid[])
                or enrolment_id in (select access.visible_enrolments())
                or person_id = any ((select access.glass())::uuid[])));
create policy goal_review_read on goal_review for select to causeway_app
    using (org_id = (select access.house())
           and (site_id = any ((select access.c2_sites())::uuid[])
                or programme_id = any ((select access.c2_programmes())::uuid[])
                or enrolment_id in (select access.visible_enrolments())
                or person_id = any ((select access.glass())::uuid[])));
create policy plan_action_read on plan_action for select to causeway_app
    using (org_id = (select access.house())
           and (site_id = any ((select access.c2_sites())::uuid[])
                or programme_id = any ((select access.c2_programmes())::uuid[])
                or enrolment_id in (select access.visible_enrolments())
                or person_id = any ((select access.glass())::uuid[])));

create policy case_plan_add on case_plan for insert to causeway_app
    with check (org_id = (select access.house()) and recorded_by = (select access.staff()) and state = 'draft'
                and (site_id = any ((select access.c3_sites())::uuid[])
                     or programme_id = any ((select access.c3_programmes())::uuid[])
                     or enrolment_id in (select access.visible_enrolments())));
create policy goal_add on goal for insert to causeway_app
    with check (org_id = (select access.house()) and recorded_by = (select access.staff())
                and (site_id = any ((select access.c3_sites())::uuid[])
                     or programme_id = any ((select access.c3_programmes())::uuid[])
                     or enrolment_id in (select access.visible_enrolments())));
create policy case_plan_review_add on case_plan_review for insert to causeway_app
    with check (org_id = (select access.house()) and recorded_by = (select access.staff())
                and (site_id = any ((select access.c3_sites())::uuid[])
                     or programme_id = any ((select access.c3_programmes())::uuid[])
                     or enrolment_id in (select access.visible_enrolments())));
create policy goal_review_add on goal_review for insert to causeway_app
    with check (org_id = (select access.house()) and recorded_by = (select access.staff())
                and (site_id = any ((select access.c3_sites())::uuid[])
                     or programme_id = any ((select access.c3_programmes())::uuid[])
                     or enrolment_id in (select access.visible_enrolments())));
create policy plan_action_add on plan_action for insert to causeway_app
    with check (org_id = (select access.house()) and recorded_by = (select access.staff())
                and (site_id = any ((select access.c3_sites())::uuid[])
                     or programme_id = any ((select access.c3_programmes())::uuid[])
                     or enrolment_id in (select access.visible_enrolments())));
-- Nobody approves what she wrote or handed in, wholly or in part; approving is not for those who work with her.
create policy case_plan_approval_add on case_plan_approval for insert to causeway_app
    with check (org_id = (select access.house()) and approved_by = (select access.staff())
                and plan_id not in (select access.plans_written())
                and (site_id = any ((select access.c3_sites())::uuid[])
                     or programme_id = any ((select access.c3_programmes())::uuid[])));

create policy case_plan_change on case_plan for update to causeway_app
    using (org_id = (select access.house())
           and (site_id = any ((select access.c3_sites())::uuid[])
                or programme_id = any ((select access.c3_programmes())::uuid[])
                or enrolment_id in (select access.visible_enrolments())));
create policy goal_change on goal for update to causeway_app
    using (org_id = (select access.house())
           and (site_id = any ((select access.c3_sites())::uuid[])
                or programme_id = any ((select access.c3_programmes())::uuid[])
                or enrolment_id in (select access.visible_enrolments())));
create policy plan_action_change on plan_action for update to causeway_app
    using (org_id = (select access.house())
           and (site_id = any ((select access.c3_sites())::uuid[])
                or programme_id = any ((select access.c3_programmes())::uuid[])
                or enrolment_id in (select access.visible_enrolments())));

grant select, insert on case_plan, case_plan_approval, goal, case_plan_review, goal_review, plan_action to causeway_app;
grant update (state, submitted_by, submitted_at, returned_by, returned_at, return_reason, approved_by, active_from, started_at,
              next_review_on, closed_on, closed_at, close_reason, row_version)
    on case_plan to causeway_app;
grant update (domain, priority, due_on, words_enc, changed_by, row_version, voided_at, void_reason) on goal to causeway_app;
grant update (done_on, row_version) on plan_action to causeway_app;
-- What erasing somebody changes (access.destroy).
grant update (created_mac) on case_plan to causeway_policy;
grant update (words_enc, created_mac, row_version) on goal to causeway_policy;
grant update (what_enc, created_mac, row_version) on plan_action to causeway_policy;
