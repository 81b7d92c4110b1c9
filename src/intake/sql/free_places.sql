select access.free_places($1, $2, $3) as free
