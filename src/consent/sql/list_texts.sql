-- Texts in every language (at most 1,000): by kind, the newest first.
select id, kind, language, version, body, written_by, approved_by, approved_at, recorded_at, created_mac, row_version
from consent_text
where org_id = $1 and voided_at is null
order by kind, language, recorded_at desc, id
limit 1000
