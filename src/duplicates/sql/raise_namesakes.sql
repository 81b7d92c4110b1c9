select access.raise_namesakes($1, $2)
