"""Chaperone: a plastic-surgery practice's social media, with the patient's consent and without her identity."""
