-- code: RET-02
-- version: 1
-- name: Completed
-- definition: Of those who left in the period, the share who had met what was asked of them or reached their goals
--   early. Those who left for a reason that says nothing of success are left out.
-- variants: completed: share = left as completed
-- unit_of_analysis: enrolment
-- cohort_basis: exit_cohort
-- numerator: enrolments that ended in the period with a reason of class completed
-- denominator: enrolments that ended in the period, without those of the classes neutral and administrative
-- exclusions: neutral leavings (moved away, transferred, aged out, long in custody, ill, died), administrative ones
--   (never started, programme ended, not eligible after all), voided enrolments, leavings that were taken back
-- missing_policy: nothing can be missing, nobody leaves without a reason
-- interval: Wilson 95 %, from 20 leavings on
-- direction: more_is_better
-- disaggregations: strand, site
-- additive: no
-- iati_type: outcome
-- iati_measure: percentage

-- $1 organisation, $2 first day, $3 last day, $4 as-of day, $5 site or null, $6 strand or null,
-- $7 part: none, strand or site; $8, $9 exit reasons and the class of each
with gone as (
    select c.class, case $7 when 'strand' then e.strand when 'site' then e.site_id::text end as part
    from enrolment e
    join enrolment_event v on v.org_id = e.org_id and v.enrolment_id = e.id and v.occurred_on = e.exited_on
                          and v.to_status = 'exited' and v.voided_at is null
                          and not exists (select from enrolment_event u
                                          where u.org_id = v.org_id and u.undoes = v.id)
    join unnest($8::text[], $9::text[]) c (reason, class) on c.reason = v.reason
    where e.org_id = $1 and e.voided_at is null
      and e.exited_on between $2 and least($3, $4)
      and ($5 is null or e.site_id = $5)
      and ($6 is null or e.strand = $6)
)
select grouping(part) = 1 as is_total, part, 'completed' as variant,
       count(*) filter (where class = 'completed') as numerator,
       count(*) filter (where class not in ('neutral', 'administrative')) as denominator, null::float8[] as spread
from gone
group by grouping sets ((), (part))
having grouping(part) = 1 or part is not null
order by is_total desc, part
