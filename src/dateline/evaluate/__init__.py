"""How good readings are: scores against gold readings, and the mistakes with their causes."""
