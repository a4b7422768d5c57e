"""The application object for gunicorn and the flask command."""

import sys

from app import create_app
from config import ConfigError, load_config

try:
    app = create_app(load_config().settings())
except ConfigError as problem:
    sys.exit(str(problem))
