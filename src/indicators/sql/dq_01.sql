-- code: DQ-01
-- version: 1
-- name: Completeness
-- definition: Of the questions that ought to be answered, the share that is, and why the others are not. Asked are gender
--   and age of everybody who was in a programme in the period, and of who left in it the day of the interview, who wanted
--   it, whether it was planned, where she lives, school, work, how content she was and whether it is safe to follow up.
-- variants: complete: share = answered; not_asked: share = nobody asked; prefers_not: share = she would rather not say;
--   unknown_to_person: share = she does not know; not_applicable: share = does not apply to her; withheld_for_safety:
--   share = left out for her safety; staff_unable_to_determine: share = the worker could not tell; discarded_by_policy:
--   share = not kept any more; no_reason: share = nothing is written, not even why
-- unit_of_analysis: field
-- cohort_basis: period
-- numerator: questions with an answer; for the others, questions with that reason for having none
-- denominator: two questions for each person with an enrolment that had begun by the last day and not ended before the
--   first, and eight for each leaving of the period
-- exclusions: voided persons, enrolments and leavings, and leavings that were taken back
-- missing_policy: this is what it counts. An answer that was given or corrected later counts as it stands today
-- interval: Wilson 95 %, from 20 questions on. It takes questions as independent, so it is narrower than the truth
-- direction: more_is_better
-- disaggregations: strand, site
-- additive: no
-- iati_type: other
-- iati_measure: percentage

-- $1 organisation, $2 first day, $3 last day, $4 as-of day, $5 site or null, $6 strand or null,
-- $7 part: none, strand or site; $10 the moment up to which it is known, null is now
-- What was found when somebody left is for those who open her file: access.exit_answers counts it for those who see figures.
with in_programme as (
    select e.person_id, case $7 when 'strand' then e.strand when 'site' then e.site_id::text end as part
    from enrolment e
    where e.org_id = $1 and e.voided_at is null
      and e.enrolled_on <= least($3, $4)
      and (e.exited_on is null or e.exited_on >= $2)
      and ($5 is null or e.site_id = $5)
      and ($6 is null or e.strand = $6)
),
each as (
    select grouping(part) = 1 as is_total, part, person_id
    from in_programme
    group by grouping sets ((person_id), (person_id, part))
    having grouping(part) = 1 or part is not null
),
leavings as (
    select x.missing, x.fields, case $7 when 'strand' then g.strand when 'site' then x.site_id::text end as part
    from access.exit_answers($2, least($3, $4), $10) x
    join programme g on g.org_id = $1 and g.id = x.programme_id
    where ($5 is null or x.site_id = $5)
      and ($6 is null or g.strand = $6)
),
answers as (
    select e.is_total, e.part, f.missing, count(*) as fields
    from each e
    join person p on p.org_id = $1 and p.id = e.person_id and p.voided_at is null
    cross join lateral (values (p.gender_missing), (case when p.age_on_entry is null then 'no_reason' end)) f (missing)
    group by e.is_total, e.part, f.missing
    union all
    select grouping(part) = 1, part, missing, sum(fields)
    from leavings
    group by grouping sets ((missing), (missing, part))
    having grouping(part) = 1 or part is not null
    union all
    select true, null, null, 0
)
select a.is_total, a.part, t.variant,
       coalesce(sum(a.fields) filter (where coalesce(a.missing, 'complete') = t.variant), 0)::bigint as numerator,
       sum(a.fields)::bigint as denominator, null::float8[] as spread
from answers a
cross join (values (1, 'complete'), (2, 'not_asked'), (3, 'prefers_not'), (4, 'unknown_to_person'), (5, 'not_applicable'),
                   (6, 'withheld_for_safety'), (7, 'staff_unable_to_determine'), (8, 'discarded_by_policy'),
                   (9, 'no_reason')) t (place, variant)
group by a.is_total, a.part, t.place, t.variant
order by is_total desc, part, t.place
