"""Rules that hold for the whole house, whoever wrote the room."""
