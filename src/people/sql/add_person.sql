-- A person, her key and her identity, in one statement.
with person as (
    insert into person (org_id, id, public_code, home_site_id, birth_year, age_on_entry, is_minor_until, gender_identity,
                        gender_missing, language, identity_tier, created_mac, recorded_at, recorded_by, recorded_via)
    values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)
), key as (
    insert into person_key (org_id, person_id, site_id, wrapped, recorded_at) values ($1, $2, $4, $16, $13)
)
insert into person_identity (org_id, person_id, site_id, legal_name_enc, known_as_enc, birth_date_enc,
                             birth_date_quality, recorded_at, recorded_by)
values ($1, $2, $4, $17, $18, $19, $20, $13, $14)
