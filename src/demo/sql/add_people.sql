insert into person (org_id, identity_tier, display_mode, recorded_via, id, public_code, home_site_id, birth_year,
                    age_on_entry, is_minor_until, gender_identity, gender_missing, language, recorded_at, recorded_by)
select $1, 'identified', 'normal', 'web', rows.*
from unnest($2::uuid[], $3::text[], $4::uuid[], $5::int[], $6::int[], $7::date[], $8::text[], $9::text[], $10::text[],
            $11::timestamptz[], $12::uuid[]) as rows
