-- code: CMQ-03
-- version: 1
-- name: Goals achieved
-- definition: Of the goals that were closed in the period, or were to be reached in it and are still open at its end, the
--   share that was achieved; and apart from it the share that was achieved in part.
-- variants: achieved: share = achieved; partly: share = achieved in part
-- unit_of_analysis: goal
-- cohort_basis: period
-- numerator: goals of which the latest look, in the period, says so
-- denominator: goals of plans that came into force which the latest look, in the period, closed (achieved, in part, not
--   achieved, dropped, changed); and open ones whose day lay in the period while their plan was in force
-- exclusions: goals that were taken out of a draft; goals of plans that never came into force; open goals whose plan was
--   closed by their day, mostly for the next version, which carries them on; voided enrolments and plans
-- missing_policy: a goal nobody has looked at is open
-- interval: Wilson 95 %, from 20 goals on
-- direction: more_is_better
-- disaggregations: strand, site
-- additive: no
-- iati_type: outcome
-- iati_measure: percentage

-- $1 organisation, $2 first day, $3 last day, $4 as-of day, $5 site or null, $6 strand or null,
-- $7 part: none, strand or site
with last_look as (
    select distinct on (r.goal_id) r.goal_id, r.reviewed_on, r.status
    from goal_review r
    where r.org_id = $1 and r.reviewed_on <= least($3, $4)
    order by r.goal_id, r.reviewed_on desc, r.recorded_at desc, r.review_id desc
),
counted as (
    select case $7 when 'strand' then e.strand when 'site' then e.site_id::text end as part,
           case when l.status not in ('not_started', 'in_progress') then l.status end as closed_as, l.reviewed_on,
           g.due_on, c.closed_on
    from goal g
    join case_plan c on c.org_id = g.org_id and c.id = g.plan_id and c.voided_at is null and c.active_from is not null
    join enrolment e on e.org_id = g.org_id and e.id = g.enrolment_id and e.voided_at is null
    left join last_look l on l.goal_id = g.id
    where g.org_id = $1 and g.voided_at is null
      and ($5 is null or e.site_id = $5)
      and ($6 is null or e.strand = $6)
),
of_the_period as (
    select part, coalesce(closed_as, 'open') as stands
    from counted
    where case when closed_as is not null then reviewed_on >= $2
               else due_on between $2 and least($3, $4) and (closed_on is null or closed_on > due_on) end
)
select grouping(p.part) = 1 as is_total, p.part, t.variant,
       count(*) filter (where p.stands = t.status) as numerator, count(p.stands) as denominator, null::float8[] as spread
from (values (1, 'achieved', 'achieved'), (2, 'partly', 'partly_achieved')) t (place, variant, status)
left join of_the_period p on true
group by grouping sets ((t.place, t.variant), (t.place, t.variant, p.part))
having grouping(p.part) = 1 or p.part is not null
order by is_total desc, part, t.place
