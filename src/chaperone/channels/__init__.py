"""Where: the connected accounts, what each can do, their sealed tokens."""
