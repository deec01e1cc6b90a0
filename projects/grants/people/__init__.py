"""Who acts for an applicant: members, invitations, hand-over."""
