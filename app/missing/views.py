from flask import Blueprint

bp = Blueprint("missing", __name__)
