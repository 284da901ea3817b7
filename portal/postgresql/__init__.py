"""Django's PostgreSQL backend, with a cheaper look at a lasting connection before each request."""
