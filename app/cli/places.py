from flask.cli import AppGroup

places = AppGroup("places")
stations = AppGroup("stations")
patrols = AppGroup("patrols")
