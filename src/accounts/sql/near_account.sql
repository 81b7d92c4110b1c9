select word from access.password_words($1) as near (word)
