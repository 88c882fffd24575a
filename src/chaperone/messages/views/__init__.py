"""What the public sees (``outside``) and what the practice sees (``staff``)."""
