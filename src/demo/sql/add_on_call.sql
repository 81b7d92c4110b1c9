-- Four weeks of rota at each site, from the moment at which the last session was written down: a supervisor first, a
-- safeguarding lead second.
with moment as (
    select max(s.recorded_at) as now from session s where s.org_id = $1
), answers as (
    select s.id as site_id, case g.role when 'supervisor' then 1 else 2 end as place,
           (array_agg(g.staff_id order by g.site_id nulls last, g.staff_id))[1] as staff_id
    from site s
    join role_grant g on g.org_id = s.org_id and g.role in ('supervisor', 'safeguarding_lead') and g.programme_id is null
         and g.ended_at is null and (g.site_id is null or g.site_id = s.id)
    where s.org_id = $1
    group by s.id, place
)
insert into on_call_shift (org_id, id, site_id, staff_id, place, starts_at, ends_at, recorded_at, recorded_by)
select $1, md5('shift ' || $1::text || a.site_id || a.place)::uuid, a.site_id, a.staff_id, a.place, m.now,
       m.now + interval '28 days', m.now, a.staff_id
from answers a cross join moment m
where m.now is not null
