select id, person_id, kind, other_person_id, other_label_enc, legal_guardian, lives_with, guardian_unsafe, partner_unsafe,
       valid_from, valid_to, created_mac, row_version, false as voided
from person_relationship
where org_id = $1 and person_id = $2 and voided_at is null
order by valid_to desc nulls first, id
