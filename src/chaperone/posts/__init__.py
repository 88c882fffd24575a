"""Is screened and approved: drafts, versions, gates, approvals, clearance."""
