"""The trail: what was done, by whom, when; append-only and tamper-evident. Its pages live in oversight."""
