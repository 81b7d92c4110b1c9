-- The newest version of a rule, in force or not; the digest is the first one's.
select r.id, r.version, r.programme_id, r.kind, r.expr, r.age_from, r.age_to, r.consent_kind, r.areas, r.message,
       r.in_force,
       (select made.created_mac from eligibility_rule made
        where made.org_id = r.org_id and made.id = r.id and made.version = 1) as created_mac
from eligibility_rule r
where r.org_id = $1 and r.id = $2
order by r.version desc
limit 1
