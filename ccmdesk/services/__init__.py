"""Use cases: plain synchronous functions on a store, an actor and values; one file a family."""
