"""The Flask extensions, made once and bound to the application in `create_app`."""

from flask_babel import Babel
from flask_compress import Compress
from flask_migrate import Migrate
from flask_sqlalchemy import SQLAlchemy
from flask_wtf import CSRFProtect
from sqlalchemy.orm import Session, scoped_session

from app.core.records import Base

db = SQLAlchemy(model_class=Base)
migrate = Migrate()
csrf = CSRFProtect()
babel = Babel()
compress = Compress()


def session() -> scoped_session[Session]:
    """The database session of this request or command."""
    return db.session
