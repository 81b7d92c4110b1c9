-- A pseudonymous record. Not the day she comes of age, which is nearly a birth date; nothing that tells who is leaving a group.
select t.id, t.row_version::bigint as version, null::uuid as person_id,
       jsonb_build_object('public_code', t.public_code, 'home_site_id', t.home_site_id, 'age_on_entry', t.age_on_entry,
           'minor', t.is_minor_until is null or t.is_minor_until > (access.now() at time zone 'UTC')::date,
           'gender_identity', t.gender_identity, 'gender_missing', t.gender_missing, 'language', t.language,
           'identity_tier', t.identity_tier)::text as body,
       null::bytea as wrapped, null::bytea as first_enc, null::bytea as second_enc
from person t
where t.org_id = $1 and t.id = any ($2) and t.voided_at is null and t.erased_at is null
