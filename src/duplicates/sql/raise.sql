select access.raise_duplicates($1)
