"""GraphQL: translate in, call one use case, translate out. Imports only `domain`."""
