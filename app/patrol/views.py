from flask import Blueprint

bp = Blueprint("patrol", __name__)
