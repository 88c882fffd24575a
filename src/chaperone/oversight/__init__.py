"""The privacy officer's desk: posture, trail, evidence."""
