"""The only room that speaks SQL: rows, opening the database, unit of work, queries and migrations."""
