select id, referrer_name_enc from referral_source where org_id = $1 and referral_id = $2 order by received_at, id
