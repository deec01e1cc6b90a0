"""What applicants see of their applications, and what they may do with them."""
