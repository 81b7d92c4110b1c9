-- Sealed names, a page from a place on: of everybody, or of those taken in or renamed of late.
select id, birth_year, known_as_enc, legal_name_enc, wrapped from access.names_to_compare($1, $2, $3)
