"""The orchestrator's door: routing by query type, sticky A/B, fallback, ratings."""
