"""What a care manager would name: frozen values and pure functions, standard library only."""
