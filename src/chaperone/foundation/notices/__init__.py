"""What is sent to people: e-mail today. A notice never carries health information; it says where to look."""
