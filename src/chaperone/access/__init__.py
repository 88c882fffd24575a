"""Who: practices, people, roles, sign-in with a second factor, and the checks every act must pass."""
