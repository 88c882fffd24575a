"""Chaperone: social-media marketing for a plastic-surgery practice, with the patient's consent and without her identity."""
