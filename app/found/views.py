from flask import Blueprint

bp = Blueprint("found", __name__)
