select access.forget_outings()
