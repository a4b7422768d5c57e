"""Measurements that compare us with others; nothing here is part of the application."""
