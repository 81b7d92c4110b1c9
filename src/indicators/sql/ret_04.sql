-- code: RET-04
-- version: 2
-- name: Average length of stay
-- definition: How many days those who left in the period had been in the programme; and those of them who completed
--   it.
-- variants: all_exits: mean_days = everybody who left, for whatever reason; completers: mean_days = those who
--   completed
-- unit_of_analysis: enrolment
-- cohort_basis: exit_cohort
-- numerator: days from the first day of the enrolment to the day of leaving
-- denominator: enrolments that ended in the period; for completers, with a reason of class completed
-- exclusions: voided enrolments, leavings that were taken back
-- missing_policy: nothing can be missing, every enrolment has its first day and every leaving a reason
-- interval: none; the spread says how stays differ
-- direction: neither
-- disaggregations: strand, site
-- additive: no
-- iati_type: output
-- iati_measure: unit

-- $1 organisation, $2 first day, $3 last day, $4 as-of day, $5 site or null, $6 strand or null,
-- $7 part: none, strand or site; $8, $9 exit reasons and the class of each
with gone as (
    select e.exited_on - e.enrolled_on as days, c.class,
           case $7 when 'strand' then e.strand when 'site' then e.site_id::text end as part
    from enrolment e
    left join enrolment_event v on v.org_id = e.org_id and v.enrolment_id = e.id and v.occurred_on = e.exited_on
                               and v.to_status = 'exited' and v.voided_at is null
                               and not exists (select from enrolment_event u
                                               where u.org_id = v.org_id and u.undoes = v.id)
    left join unnest($8::text[], $9::text[]) c (reason, class) on c.reason = v.reason
    where e.org_id = $1 and e.voided_at is null
      and e.exited_on between $2 and least($3, $4)
      and ($5 is null or e.site_id = $5)
      and ($6 is null or e.strand = $6)
)
select grouping(g.part) = 1 as is_total, g.part, t.variant,
       coalesce(sum(g.days), 0)::bigint as numerator, count(g.days) as denominator,
       percentile_cont(array[0.25, 0.5, 0.75]) within group (order by g.days) as spread
from (values (1, 'all_exits'), (2, 'completers')) t (place, variant)
left join gone g on t.variant = 'all_exits' or g.class = 'completed'
group by grouping sets ((t.place, t.variant), (t.place, t.variant, g.part))
having grouping(g.part) = 1 or g.part is not null
order by is_total desc, part, t.place
