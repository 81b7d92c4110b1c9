-- What was done, and when.
select t.id, t.row_version::bigint as version, null::uuid as person_id,
       jsonb_build_object('programme_id', t.programme_id, 'site_id', t.site_id, 'kind', t.kind, 'mode', t.mode,
           'status', t.status, 'starts_at', t.starts_at, 'held_on', t.held_on, 'minutes', t.minutes,
           'lead_staff_id', t.lead_staff_id, 'is_group', t.is_group, 'title', t.title)::text as body,
       null::bytea as wrapped, null::bytea as first_enc, null::bytea as second_enc
from session t
where t.org_id = $1 and t.id = any ($2) and t.voided_at is null
