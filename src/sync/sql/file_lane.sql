-- The phone from which a file of this author's comes, once no other operation of hers is being judged; no row: it is not the
-- caller's to bring.
select d.id from access.sync_file_lane($1) d
