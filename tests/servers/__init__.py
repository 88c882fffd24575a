"""Real servers for the connector tests, and the scripts that install and start them."""
