select id, person_id, kind, status, giver, legal_basis, text_version, language, method, limits_explained, occurred_at,
       expires_on, recorded_at, created_mac, text_id, read_aloud, witness, witness_staff_id, capacity_id, best_interests_reason,
       provider_id, recipient_class, categories
from consent
where org_id = $1 and person_id = $2 and voided_at is null
order by occurred_at, id
