select access.referral_to_join($1, $2, $3) as id
