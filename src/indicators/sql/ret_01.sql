-- code: RET-01
-- version: 1
-- name: Retention
-- definition: Of the enrolments that began in the period, the share still going, paused, or completed a month, a
--   quarter, half a year and a year later. Beside it stands the share by Kaplan and Meier's method, which also uses
--   those who joined too lately to have come so far.
-- variants: d30: share = 30 days after the first day; d90: share = 90 days after it; d180: share = 180 days after it;
--   d365: share = 365 days after it
-- unit_of_analysis: enrolment
-- cohort_basis: entry_cohort
-- numerator: enrolments that had not ended on that day, or that ended before it as completed
-- denominator: enrolments begun in the period that many days before the as-of day or earlier: a quarter needs an as-of
--   day a year after it for its last variant
-- exclusions: voided enrolments. Somebody who moved away or died counts as not retained here; Kaplan and Meier's
--   method looks at her up to the day she left, and keeps those who completed to the as-of day
-- missing_policy: nothing can be missing, every enrolment has its first day and every leaving a reason
-- interval: Wilson 95 %, from 20 enrolments on. Kaplan-Meier from 30 enrolments on, with Greenwood's variance on the
--   log-log scale
-- direction: more_is_better
-- disaggregations: strand, site
-- additive: no
-- iati_type: outcome
-- iati_measure: percentage

-- $1 organisation, $2 first day, $3 last day, $4 as-of day, $5 site or null, $6 strand or null,
-- $7 part: none, strand or site; $8, $9 exit reasons and the class of each
with entered as (
    select e.id, e.enrolled_on, e.exited_on, c.class,
           case $7 when 'strand' then e.strand when 'site' then e.site_id::text end as part
    from enrolment e
    left join enrolment_event v on v.org_id = e.org_id and v.enrolment_id = e.id and v.occurred_on = e.exited_on
                               and v.to_status = 'exited' and v.voided_at is null
                               and not exists (select from enrolment_event u
                                               where u.org_id = v.org_id and u.undoes = v.id)
    left join unnest($8::text[], $9::text[]) c (reason, class) on c.reason = v.reason
    where e.org_id = $1 and e.voided_at is null
      and e.enrolled_on between $2 and least($3, $4)
      and ($5 is null or e.site_id = $5)
      and ($6 is null or e.strand = $6)
)
select grouping(e.part) = 1 as is_total, e.part, t.variant,
       count(e.id) filter (where e.exited_on is null or e.exited_on > e.enrolled_on + t.days or e.class = 'completed')
           as numerator,
       count(e.id) as denominator, null::float8[] as spread
from (values ('d30', 30), ('d90', 90), ('d180', 180), ('d365', 365)) t (variant, days)
left join entered e on e.enrolled_on + t.days <= $4
group by grouping sets ((t.variant, t.days), (t.variant, t.days, e.part))
having grouping(e.part) = 1 or e.part is not null
order by is_total desc, part, t.days
