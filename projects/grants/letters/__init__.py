"""Letters, receipts and minutes as tagged PDF, stored before anything is sent."""
