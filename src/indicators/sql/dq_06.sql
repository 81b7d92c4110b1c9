-- code: DQ-06
-- version: 2
-- name: Consent in force
-- definition: Of the young people in a programme on the last day who do not pause, the share with a consent to the service
--   that held on that day: their own, or that of somebody who answers for them together with their assent. It must be all
--   of them.
-- variants: in_force: share = consent held on the last day
-- unit_of_analysis: person
-- cohort_basis: point_in_time
-- numerator: persons whose latest own decision, or the latest of somebody who answers for them and their own assent, was a
--   yes that had not run out. Whether the law let them decide themselves was asked when they enrolled
-- denominator: persons with an enrolment that is open and not paused on the last day
-- exclusions: voided enrolments, consents and pauses. Who pauses is served nothing meanwhile; she counts again from the
--   day she goes on
-- missing_policy: no consent on record is no consent
-- interval: Wilson 95 %, from 20 persons on; every single one that is missing is to be mended all the same
-- direction: more_is_better
-- disaggregations: strand, site
-- additive: no
-- iati_type: other
-- iati_measure: percentage

-- $1 organisation, $2 first day, $3 last day, $4 as-of day, $5 site or null, $6 strand or null,
-- $7 part: none, strand or site
-- The last day is the earlier of $3 and $4, to its end at the site; the period's first day says nothing here.
with last_word as (
    -- Whether she pauses: the last word about it up to that day was that a pause begins or goes on.
    select distinct on (v.enrolment_id) v.enrolment_id, v.to_status
    from enrolment_event v
    where v.org_id = $1 and v.voided_at is null and v.undoes is null and v.to_status <> 'exited'
      and 'paused' in (v.from_status, v.to_status) and v.occurred_on <= least($3, $4)
    order by v.enrolment_id, v.occurred_on desc, v.recorded_at desc, v.id desc
),
open_then as (
    select e.person_id, case $7 when 'strand' then e.strand when 'site' then e.site_id::text end as part
    from enrolment e
    left join last_word w on w.enrolment_id = e.id
    where e.org_id = $1 and e.voided_at is null
      and e.enrolled_on <= least($3, $4)
      and (e.exited_on is null or e.exited_on > least($3, $4))
      and ($5 is null or e.site_id = $5)
      and ($6 is null or e.strand = $6)
      and $2 is not null
      and w.to_status is distinct from 'paused'
),
latest as (
    select distinct on (c.person_id, c.kind, c.giver = 'young_person')
           c.person_id, c.kind, c.giver = 'young_person' as by_herself,
           (c.status = 'given' or (c.giver <> 'young_person' and c.status = 'best_interests_decision'))
               and (c.expires_on is null or c.expires_on >= least($3, $4)) as holds
    from consent c
    join site s on s.org_id = c.org_id and s.id = c.site_id
    where c.org_id = $1 and c.voided_at is null
      and c.kind in ('service_participation', 'assent_service')
      and (c.occurred_at at time zone s.time_zone)::date <= least($3, $4)
    order by c.person_id, c.kind, c.giver = 'young_person', c.occurred_at desc, c.id desc
),
consented as (
    select person_id
    from latest
    group by person_id
    having bool_or(holds and kind = 'service_participation' and by_herself)
        or (bool_or(holds and kind = 'service_participation' and not by_herself)
            and bool_or(holds and kind = 'assent_service' and by_herself))
)
select grouping(o.part) = 1 as is_total, o.part, 'in_force' as variant,
       count(distinct o.person_id) filter (where c.person_id is not null) as numerator,
       count(distinct o.person_id) as denominator, null::float8[] as spread
from open_then o
left join consented c on c.person_id = o.person_id
group by grouping sets ((), (o.part))
having grouping(o.part) = 1 or o.part is not null
order by is_total desc, part
