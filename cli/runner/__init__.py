"""What `livebet up` is made of: checks, processes, the live table, the summary."""
