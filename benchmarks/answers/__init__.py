"""What somebody waits for: the API, a desk's screen, reads of the store, pages in a browser, changes as they happen."""
