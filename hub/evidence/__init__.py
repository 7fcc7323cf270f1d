"""Evidence: the journal sealed into a chain that shows any later change."""
