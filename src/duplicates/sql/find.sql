select id, person_a, person_b, found_by, found_at, outcome, decided_by, decided_at, row_version
from possible_duplicate
where org_id = $1 and id = $2 and voided_at is null
