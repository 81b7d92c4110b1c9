-- What each rule came to in every look, as far as the caller may know it: a finding she cannot see is not known to her.
select r.evaluation_id, r.rule_id, r.rule_version, k.kind, k.expr, k.message, r.basis, r.age_youngest, r.age_oldest,
       case when f.rule_id is null then r.result else 'false' end as result
from eligibility_result r
join eligibility_rule k on k.org_id = r.org_id and k.id = r.rule_id and k.version = r.rule_version
left join eligibility_finding f
       on f.org_id = r.org_id and f.evaluation_id = r.evaluation_id and f.rule_id = r.rule_id
where r.org_id = $1 and r.referral_id = $2
order by r.rule_id
