"""Moving clients to other providers and products: what follows, without a database."""
