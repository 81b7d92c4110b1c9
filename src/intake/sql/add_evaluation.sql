-- A look at all rules of the programme, and what each came to, in one statement. Of the rules in $15 the truth is an
-- enrolment that stands apart.
with evaluation as (
    insert into eligibility_evaluation (org_id, id, referral_id, site_id, evaluated_on, created_mac, recorded_at,
                                        recorded_by)
    values ($1, $2, $3, $4, $5, $6, $7, $8)
), results as (
    insert into eligibility_result (org_id, evaluation_id, rule_id, rule_version, referral_id, site_id, result, basis,
                                    age_youngest, age_oldest, recorded_at, recorded_by)
    select $1, $2, rule.id, rule.version, $3, $4, rule.result, rule.basis, rule.youngest, rule.oldest, $7, $8
    from unnest($9::uuid[], $10::integer[], $11::text[], $12::text[], $13::integer[], $14::integer[])
         as rule (id, version, result, basis, youngest, oldest)
)
insert into eligibility_finding (org_id, evaluation_id, rule_id, enrolment_id, site_id, programme_id, recorded_at,
                                 recorded_by)
select $1, $2, found.rule_id, $16, $17, $18, $7, $8 from unnest($15::uuid[]) as found (rule_id)
