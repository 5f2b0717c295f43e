"""How a running room is doing, for its operator: metrics, heartbeats, readiness."""
