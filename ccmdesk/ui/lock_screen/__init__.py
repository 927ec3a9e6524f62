"""The lock screen: who is here, the passphrase, and the way back with the recovery key."""
