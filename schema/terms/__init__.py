"""Terms ("plazos") and what each tells about itself."""
