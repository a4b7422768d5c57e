"""Officers and their sign-in."""
