"""
The pages for people: the board of figures (*Tablero*), the desk of the staff (*Escritorio*), the portal of companies
(*Portal*), and the first page that leads to them.

Belongs here: what a browser loads, under `static/`, as it is written (no build step), and the few lines that serve it.
Does not belong here: anything a page shows. It asks the API for that in GraphQL with the session of whoever looks, as
any other front end; this package knows nobody here, and only `api` knows it.
"""

from pages.serving import page_routes

__all__ = ["page_routes"]
