"""Open data: what the registry holds, as files that are made every night for everybody to take."""
