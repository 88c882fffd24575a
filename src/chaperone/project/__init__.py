"""Assembly only: settings, addresses, base templates, static files, management commands."""
