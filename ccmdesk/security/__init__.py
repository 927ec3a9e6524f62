"""Keys, the vault, locks, the audit chain and safe files; knows no tables and no window."""
