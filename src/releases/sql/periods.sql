with first_year as (
    select extract(year from min(e.enrolled_on))::integer as year
    from enrolment e where e.org_id = $1 and e.voided_at is null
)
select y.year,
       (select r.id from sdc.release r
        where r.org_id = $1 and r.indicator = $2 and r.period = y.year::text and r.state = 'published') as released,
       array(select r.id from sdc.release r
             where r.org_id = $1 and r.indicator = $2 and r.period = y.year::text
               and r.state in ('draft', 'audited', 'approved')
             order by r.generation) as in_progress,
       (select coalesce(max(r.generation), 0) from sdc.release r
        where r.org_id = $1 and r.indicator = $2 and r.period = y.year::text) as generations
from first_year f, generate_series(greatest(f.year, 2000), $3::integer) as y (year)
order by y.year desc
limit 60
