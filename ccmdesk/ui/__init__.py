"""Everything that needs Qt: the window, its pages, and what they share."""
