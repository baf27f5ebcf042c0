"""What follows from events after their answer: results, what comes together and sells best, sizes of segments."""
