"""Pages that anybody with a signed link may open, without log-in and without script."""
