"""What looks at one text: word lists, pattern families, numbers with check digits, the clock, the model."""
