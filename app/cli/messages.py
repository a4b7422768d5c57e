from flask.cli import AppGroup

messages = AppGroup("messages")
