-- code: CMQ-07
-- version: 3
-- name: Seen lately
-- definition: Of the young people in a programme on the last day who do not pause, the share who were met in the fortnight
--   before it; where the record is restricted, in the week. Talking with her family, or being told of her, is not meeting
--   her.
-- variants: seen: share = at least one session they came to, of five minutes or more, that was not held through somebody
--   else or by letter
-- unit_of_analysis: person
-- cohort_basis: point_in_time
-- numerator: persons with a session of at least 5 minutes they came to, late or leaving early too, in the last 14 days (7
--   where the record is restricted), the last day among them; not one of mode third_party or letter
-- denominator: persons with an enrolment that is open and not paused on the last day
-- exclusions: voided enrolments, participations and pauses. An attempt that reached her for less than five minutes is no
--   contact, whoever talked
-- missing_policy: nothing can be missing, every enrolment has its first day. Whether a record is restricted counts as it
--   stands today
-- interval: Wilson 95 %, from 20 persons on
-- direction: more_is_better
-- disaggregations: strand, site
-- additive: no
-- iati_type: output
-- iati_measure: percentage

-- $1 organisation, $2 first day, $3 last day, $4 as-of day, $5 site or null, $6 strand or null,
-- $7 part: none, strand or site
-- The last day is the earlier of $3 and $4; the period's first day says nothing here. The week is that of a gang exit
-- (domain.md §4.4), which no row names: it hangs on the restricted record, and others carry that too (design §5).
-- access.contact_due says the same of one enrolment today.
with last_word as (
    -- Whether she pauses: the last word about it up to that day was that a pause begins or goes on.
    select distinct on (v.enrolment_id) v.enrolment_id, v.to_status
    from enrolment_event v
    where v.org_id = $1 and v.voided_at is null and v.undoes is null and v.to_status <> 'exited'
      and 'paused' in (v.from_status, v.to_status) and v.occurred_on <= least($3, $4)
    order by v.enrolment_id, v.occurred_on desc, v.recorded_at desc, v.id desc
),
open_then as (
    select e.id, e.person_id, coalesce(p.display_mode = 'restricted', true) as restricted,
           case $7 when 'strand' then e.strand when 'site' then e.site_id::text end as part
    from enrolment e
    left join person p on p.org_id = e.org_id and p.id = e.person_id and p.voided_at is null
    left join last_word w on w.enrolment_id = e.id
    where e.org_id = $1 and e.voided_at is null
      and e.enrolled_on <= least($3, $4)
      and (e.exited_on is null or e.exited_on > least($3, $4))
      and ($5 is null or e.site_id = $5)
      and ($6 is null or e.strand = $6)
      and $2 is not null
      and w.to_status is distinct from 'paused'
),
met as (
    select p.enrolment_id, max(p.held_on) as last_on
    from participation p
    where p.org_id = $1 and p.voided_at is null
      and p.held_on between least($3, $4) - 13 and least($3, $4)
      and p.attendance in ('present', 'late', 'left_early') and p.minutes >= 5
      and not exists (select from session s
                      where s.org_id = p.org_id and s.id = p.session_id and s.mode in ('third_party', 'letter'))
    group by p.enrolment_id
),
seen as (
    select o.person_id, o.part,
           coalesce(m.last_on > least($3, $4) - case when o.restricted then 7 else 14 end, false) as seen
    from open_then o
    left join met m on m.enrolment_id = o.id
)
select grouping(part) = 1 as is_total, part, 'seen' as variant,
       count(distinct person_id) filter (where seen) as numerator,
       count(distinct person_id) as denominator, null::float8[] as spread
from seen
group by grouping sets ((), (part))
having grouping(part) = 1 or part is not null
order by is_total desc, part
