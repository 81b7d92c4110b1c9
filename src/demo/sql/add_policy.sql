insert into jurisdiction_policy (org_id, jurisdiction, recorded_at, confirmed_at, id, age_majority, age_service_consent,
                                 age_data_consent, valid_from, confirmed_by, recorded_by)
values ($1, $2, $3, $3, $4, $5, $6, $7, $8, $9, $9)
