"""What the authority offers its partners: councils, schools, notices, requests."""
