"""Turn domain values into open formats: FHIR R4, CSV and plain text."""
