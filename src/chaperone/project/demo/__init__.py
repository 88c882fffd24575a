"""The demo practice: invented people, one public-domain portrait, and a case that has already travelled."""
