-- The phone of this sign-in, once no other operation of its owner is being judged; no row: the sign-in is no phone's.
select d.id, d.draining from access.sync_lane($1) d
