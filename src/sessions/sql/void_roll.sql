-- $2 one line, or null: the whole session.
select access.void_roll($1, $2, $3, $4, $5) as done
