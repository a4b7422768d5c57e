"""Patrols on duty and the tasks they carry out."""
