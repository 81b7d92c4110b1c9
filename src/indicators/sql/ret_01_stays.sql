-- How long the enrolments of an entry cohort were seen: beside RET-01, for the method of Kaplan and Meier. One row per
-- part and number of days, the total first; values as for RET-01.
with entered as (
    select e.enrolled_on, e.exited_on, e.exited_on <= $4 as has_left,
           coalesce(c.class in ('early_leaver', 'partial'), false) as fell_away, c.class = 'completed' as completed,
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
),
seen as (
    select part, coalesce(has_left and fell_away, false) as fell_away,
           case when has_left and not coalesce(completed, false) then exited_on else $4 end - enrolled_on as days
    from entered
)
select grouping(part) = 1 as is_total, part, days, count(*) filter (where fell_away) as fell_away,
       count(*) filter (where not fell_away) as unseen
from seen
group by grouping sets ((days), (days, part))
having grouping(part) = 1 or part is not null
order by is_total desc, part, days
