"""Names of the states of a batch; they are eternal."""

RECEIVING, PROCESSING, CONTROL, ACCEPTED, RETURNED = 'receiving', 'processing', 'control', 'accepted', 'returned'
