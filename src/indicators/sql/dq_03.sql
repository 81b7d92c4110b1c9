-- code: DQ-03
-- version: 1
-- name: Asked after in time
-- definition: Of the times at which somebody who had left was to be asked how she is, the share at which she was.
-- variants: done: share = everything was asked within the window; partly: share = at least a part was
-- unit_of_analysis: follow_up
-- cohort_basis: period
-- numerator: follow-ups in which, by the last day of their window, a contact brought everything, or at least a part
-- denominator: follow-ups whose window closed in the period
-- exclusions: where asking was not safe, and where she had died, come back to the programme or been erased by then, unless
--   she was asked before; leavings that were taken back. Who does not want to be asked, cannot be reached or is in custody
--   stays in
-- missing_policy: nothing can be missing, every follow-up has its days. Where nobody said whether asking is safe it counts
--   as any other
-- interval: Wilson 95 %, from 20 follow-ups on
-- direction: more_is_better
-- disaggregations: strand, site
-- additive: yes
-- iati_type: other
-- iati_measure: percentage

-- $1 organisation, $2 first day, $3 last day, $4 as-of day, $5 site or null, $6 strand or null,
-- $7 part: none, strand or site; $10 the moment up to which it is known, null is now
-- Whom it is about is for those who open her file: access.followups_closed counts for those who see figures.
with asked as (
    select x.reached, x.followups, case $7 when 'strand' then g.strand when 'site' then x.site_id::text end as part
    from access.followups_closed($2, least($3, $4), $10) x
    join programme g on g.org_id = $1 and g.id = x.programme_id
    where ($5 is null or x.site_id = $5)
      and ($6 is null or g.strand = $6)
),
each as (
    select grouping(part) = 1 as is_total, part, coalesce(sum(followups) filter (where reached = 'done'), 0) as done,
           coalesce(sum(followups) filter (where reached is not null), 0) as partly, coalesce(sum(followups), 0) as due
    from asked
    group by grouping sets ((), (part))
    having grouping(part) = 1 or part is not null
)
select e.is_total, e.part, t.variant, (case t.variant when 'done' then e.done else e.partly end)::bigint as numerator,
       e.due::bigint as denominator, null::float8[] as spread
from each e
cross join (values (1, 'done'), (2, 'partly')) t (place, variant)
order by e.is_total desc, e.part, t.place
