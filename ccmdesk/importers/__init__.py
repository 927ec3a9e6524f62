"""Read records of other systems: bytes become domain values, and what was left out comes with its reason."""
