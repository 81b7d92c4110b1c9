-- How many places there are in a programme, site by site, as it is now; at one site ($3) or all.
select c.site_id, c.version, c.places
from programme_capacity c
where c.org_id = $1 and c.programme_id = $2 and ($3::uuid is null or c.site_id = $3)
  and c.version = (select max(newest.version) from programme_capacity newest
                   where newest.org_id = c.org_id and newest.programme_id = c.programme_id
                     and newest.site_id = c.site_id)
order by c.site_id
