-- Every look at the rules for a referral, newest first; whether it belongs to the screening that began last.
select v.id, v.evaluated_on, v.created_mac, v.recorded_at, v.recorded_by,
       v.recorded_at >= coalesce((select max(e.recorded_at) from referral_event e
                                  where e.org_id = v.org_id and e.referral_id = v.referral_id
                                    and e.step = 'screening_begun'), '-infinity') as of_this_screening
from eligibility_evaluation v
where v.org_id = $1 and v.referral_id = $2
order by v.recorded_at desc, v.id desc
