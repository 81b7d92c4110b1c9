-- What a decision about a plan needs besides its row: how many goals it has, whether the caller ($4) wrote one or an action of it,
-- when the version in force began or was last looked at, whether the person's record is restricted.
select (select count(*) from goal g where g.org_id = $1 and g.plan_id = $2 and g.voided_at is null) as goals,
       exists (select from goal g
               where g.org_id = $1 and g.plan_id = $2 and g.voided_at is null and $4 in (g.recorded_by, g.changed_by))
       or exists (select from plan_action a
                  where a.org_id = $1 and a.plan_id = $2 and a.voided_at is null and a.recorded_by = $4) as wrote_a_part,
       (select greatest(c.active_from, (select max(v.reviewed_on) from case_plan_review v
                                        where v.org_id = c.org_id and v.plan_id = c.id and v.due_on is not null))
        from case_plan c
        where c.org_id = $1 and c.enrolment_id = $3 and c.state = 'active' and c.voided_at is null) as in_force_since,
       coalesce((select p.display_mode = 'restricted' from person p where p.org_id = $1 and p.id = $5), true) as restricted
