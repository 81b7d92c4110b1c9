select referral_id, created_mac from eligibility_evaluation where org_id = $1 and id = $2
