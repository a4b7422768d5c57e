"""A worker as a process of its own, on the database of the test."""

import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
RUN = "from app import create_app; from app.worker import run; from config import load_config; \
run(create_app(load_config().settings()), once=True)"


def start_worker(database: str, settings: Mapping[str, str], log: Path) -> subprocess.Popen[bytes]:
    """Begin a worker that ends when nothing is left to do; what it prints goes to `log`."""
    environment = os.environ | {"DATABASE_URL": database, "SECRET_KEY": "a key for tests only, of enough length",
                                "LOG_FORMAT": "json"} | settings  # fmt: skip
    with log.open("wb") as out:
        command = [sys.executable, "-c", RUN]
        return subprocess.Popen(command, cwd=ROOT, env=environment, stdout=out, stderr=subprocess.STDOUT)
