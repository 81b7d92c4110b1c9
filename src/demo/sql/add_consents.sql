insert into consent (org_id, id, person_id, site_id, kind, status, giver, legal_basis, text_version, language, method,
                     limits_explained, occurred_at, recorded_at, recorded_by, recorded_via)
select $1, id, person_id, site_id, kind, status, giver, 'consent', '2023-10', language, method, true, occurred_at,
       occurred_at, recorded_by, 'web'
from unnest($2::uuid[], $3::uuid[], $4::uuid[], $5::text[], $6::text[], $7::text[], $8::text[], $9::text[],
            $10::timestamptz[], $11::uuid[])
     as rows (id, person_id, site_id, kind, status, giver, language, method, occurred_at, recorded_by)
