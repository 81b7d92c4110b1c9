-- Everyone counted by each earlier release that counted somebody of $3: nobody, unless the once-only rule was broken.
select r.period, r.generation, c.person_id
from sdc.counted c
join sdc.release r on r.org_id = $1 and r.id = c.release_id
where c.org_id = $1 and c.indicator = $2
  and c.release_id in (
      select b.release_id from sdc.counted b where b.org_id = $1 and b.indicator = $2 and b.person_id = any ($3))
