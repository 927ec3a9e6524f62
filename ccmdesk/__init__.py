"""ccmdesk, a desktop workstation for Chronic Care Management in small practices."""

__version__ = "0.1.0"
