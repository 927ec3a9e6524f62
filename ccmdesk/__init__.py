"""ccmdesk, a desktop workstation for Chronic Care Management in small practices."""
