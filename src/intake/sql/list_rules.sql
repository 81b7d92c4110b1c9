-- The rules of a programme that are in force, each in its newest version.
select r.id, r.version, r.programme_id, r.kind, r.expr, r.age_from, r.age_to, r.consent_kind, r.areas, r.message,
       r.in_force,
       r.created_mac
from eligibility_rule r
where r.org_id = $1 and r.programme_id = $2 and r.in_force
  and r.version = (select max(newest.version) from eligibility_rule newest
                   where newest.org_id = r.org_id and newest.id = r.id)
order by r.id
