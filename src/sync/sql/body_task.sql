-- What a clock of the programme asks.
select t.id, t.row_version::bigint as version, null::uuid as person_id,
       jsonb_build_object('kind', t.kind, 'person_id', t.person_id, 'enrolment_id', t.enrolment_id, 'about_on', t.about_on,
           'due_on', t.due_on, 'raised_at', t.raised_at, 'closed_at', t.closed_at, 'outcome', t.outcome)::text as body,
       null::bytea as wrapped, null::bytea as first_enc, null::bytea as second_enc
from task t
where t.org_id = $1 and t.id = any ($2) and t.voided_at is null
