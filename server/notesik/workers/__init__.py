"""What follows from events after their answer: results, what is viewed and bought together, best sellers."""
