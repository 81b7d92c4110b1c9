-- code: DOS-04
-- version: 1
-- name: Met the planned dosage
-- definition: Of the young people who were in a programme with a planned dosage for at least four weeks of the period, the
--   share who got at least four fifths of it, for the days they were there.
-- variants: met: share = got at least 80 % of what was planned, in every such programme they were in
-- unit_of_analysis: person
-- cohort_basis: period
-- numerator: persons who got, in each of these enrolments, at least 80 % of its programme's rule for its days: contacts of five
--   minutes or more, minutes, or sessions of a course in proportion to its length
-- denominator: persons with an enrolment in a programme with a rule, which was on at least 28 days of the period begun, not
--   ended and not paused
-- exclusions: programmes without a rule on the last day; days paused; voided enrolments, participations and pauses. What was
--   given during a pause counts
-- missing_policy: nothing can be missing, a programme has a rule or is left out
-- interval: Wilson 95 %, from 20 persons on
-- direction: more_is_better
-- disaggregations: strand, site
-- additive: no
-- iati_type: output
-- iati_measure: percentage

-- $1 organisation, $2 first day, $3 last day, $4 as-of day, $5 site or null, $6 strand or null,
-- $7 part: none, strand or site
-- A day of leaving is no day in the programme any more; a day of going on is one again. The rule is that of the last day.
with rules as (
    select distinct on (d.programme_id) d.programme_id, d.measure, d.amount, d.over_days
    from dosage_rule d
    where d.org_id = $1 and d.valid_from <= least($3, $4)
    order by d.programme_id, d.valid_from desc, d.recorded_at desc, d.id desc
),
pauses as (
    select v.enrolment_id, v.to_status, daterange(v.occurred_on, lead(v.occurred_on) over following) as days
    from enrolment_event v
    where v.org_id = $1 and v.voided_at is null and v.undoes is null and v.to_status <> 'exited'
      and 'paused' in (v.from_status, v.to_status) and v.occurred_on <= least($3, $4)
    window following as (partition by v.enrolment_id order by v.occurred_on, v.recorded_at, v.id)
),
paused as (
    select enrolment_id, range_agg(days) as days from pauses where to_status = 'paused' group by enrolment_id
),
in_programme as (
    select e.id as enrolment_id, e.person_id, r.measure, r.amount, r.over_days,
           datemultirange(daterange(e.enrolled_on, e.exited_on)
                          * daterange($2, greatest($2, least($3, $4) + 1)))
               - coalesce(p.days, datemultirange()) as days,
           case $7 when 'strand' then e.strand when 'site' then e.site_id::text end as part
    from enrolment e
    join rules r on r.programme_id = e.programme_id
    left join paused p on p.enrolment_id = e.id
    where e.org_id = $1 and e.voided_at is null
      and e.enrolled_on <= least($3, $4)
      and (e.exited_on is null or e.exited_on > $2)
      and ($5 is null or e.site_id = $5)
      and ($6 is null or e.strand = $6)
),
active as (
    select i.enrolment_id, i.person_id, i.measure, i.amount, i.over_days, i.part, sum(upper(d) - lower(d)) as days
    from in_programme i, unnest(i.days) d
    group by i.enrolment_id, i.person_id, i.measure, i.amount, i.over_days, i.part
    having sum(upper(d) - lower(d)) >= 28
),
got as (
    select p.enrolment_id, count(*) filter (where p.minutes >= 5) as contacts, sum(p.minutes) as minutes, count(*) as sessions
    from participation p
    where p.org_id = $1 and p.voided_at is null
      and p.held_on between $2 and least($3, $4)
      and p.attendance in ('present', 'late', 'left_early')
    group by p.enrolment_id
),
each as (
    -- Whole numbers on both sides: got / (amount * days / length) >= 8 / 10.
    select grouping(a.part) = 1 as is_total, a.part, a.person_id,
           bool_and(case a.measure when 'contacts_per_week' then coalesce(g.contacts, 0)
                                   when 'minutes_per_week' then coalesce(g.minutes, 0)
                                   else coalesce(g.sessions, 0) end * 10 * coalesce(a.over_days, 7)
                    >= 8::bigint * a.amount * a.days) as met
    from active a
    left join got g on g.enrolment_id = a.enrolment_id
    group by grouping sets ((a.person_id), (a.person_id, a.part))
    having grouping(a.part) = 1 or a.part is not null
)
select coalesce(is_total, true) as is_total, part, 'met' as variant,
       count(*) filter (where met) as numerator, count(met) as denominator, null::float8[] as spread
from (values (true)) whole (is_the_total)
left join each on true
group by is_total, part
order by is_total desc, part
