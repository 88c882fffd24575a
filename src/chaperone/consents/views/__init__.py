"""Pages of this room: ``staff`` for the practice, ``request`` and ``own`` for the patient."""
