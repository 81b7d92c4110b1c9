select referral_id, created_mac from referral_source where org_id = $1 and id = $2
