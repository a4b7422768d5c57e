"""A sample district with invented people, and the real streets it lies in."""
