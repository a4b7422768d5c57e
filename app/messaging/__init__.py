"""Text messages: written with the decision that causes them, sent by the worker, never guessed about."""
