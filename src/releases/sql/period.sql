select exists (select from sdc.release r
               where r.org_id = $1 and r.indicator = $2 and r.period = $3 and r.state = 'published') as released,
       (select coalesce(max(r.generation), 0) from sdc.release r
        where r.org_id = $1 and r.indicator = $2 and r.period = $3) as generations
