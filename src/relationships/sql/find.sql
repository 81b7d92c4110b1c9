select id, person_id, kind, other_person_id, other_label_enc, legal_guardian, lives_with, guardian_unsafe, partner_unsafe,
       valid_from, valid_to, created_mac, row_version, voided_at is not null as voided
from person_relationship
where org_id = $1 and id = $2
