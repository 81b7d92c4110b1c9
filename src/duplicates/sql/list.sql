-- Pairs nobody has judged yet, the oldest first, from a place in that order on.
select id, person_a, person_b, found_by, found_at, outcome, decided_by, decided_at, row_version
from possible_duplicate
where org_id = $1 and outcome is null and voided_at is null
  and ($2::timestamptz is null or (found_at, id) > ($2, $3))
order by found_at, id
limit $4
