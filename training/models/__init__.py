"""The members of the ensemble: boosted trees, a recurrent net over recent plays, a net of what comes next."""
