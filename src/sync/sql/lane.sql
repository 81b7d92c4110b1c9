-- The phone of this sign-in, once no other operation of its owner is being judged; no row: the sign-in is no phone's.
select d.device_id from access.sync_lane($1) as d (device_id) where d.device_id is not null
