select referral_id, created_mac from place_offer where org_id = $1 and id = $2
