"""State in SQL (SQLAlchemy Core; SQLite or PostgreSQL). The only place with SQL. Imports only `domain`."""
