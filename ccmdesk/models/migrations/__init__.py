"""Migrations, numbered in tens, each with the SQL of its day beside it; batch mode is never used."""
