"""What a stranger, a colleague or a leaver would try. Each test is an attack that fails."""
