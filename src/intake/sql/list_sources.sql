-- Who asked, earliest first, without their names.
select id, source, organisation, referrer_name_enc is not null as named, mandate, urgency, agreed, received_at,
       recorded_by
from referral_source
where org_id = $1 and referral_id = $2
order by received_at, id
