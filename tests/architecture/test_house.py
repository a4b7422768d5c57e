"""What import-linter cannot see: the promises of the house, read from the code itself."""

import ast
import re
from pathlib import Path

import pytest

from app.core.access import Permission, permission_of
from app.core.records import Base

ROOT = Path(__file__).resolve().parents[2]
CODE = sorted((ROOT / "app").rglob("*.py"))
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
FLOORS = [
    {"core"},
    {"extensions"},
    {"audit"},
    {"places"},
    {"accounts"},
    {"messaging"},
    {"people"},
    {"found", "missing"},
    {"families", "patrol"},
    {"search"},
    {"matching"},
    {"handover"},
    {"inbox"},
    {"board"},
    {"demo"},
    {"worker"},
    {"cli"},
]
LONGEST_FILE = 300
WEB = {"flask", "flask_babel", "flask_wtf", "wtforms", "werkzeug", "flask_security", "flask_login"}


def _room(path: Path) -> str:
    return path.relative_to(ROOT / "app").parts[0].removesuffix(".py")


def _imports(path: Path) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module)
    return found


def test_no_foreign_key_or_relationship_points_up(application):
    floor = {room: height for height, rooms in enumerate(FLOORS) for room in rooms}
    mappers = {mapper.local_table.name: mapper for mapper in Base.registry.mappers}
    for mapper in mappers.values():
        own = floor[mapper.class_.__module__.split(".")[1]]
        targets = [mappers[key.column.table.name] for key in mapper.local_table.foreign_keys]
        targets += [relation.mapper for relation in mapper.relationships]
        for target in targets:
            room = target.class_.__module__.split(".")[1]
            assert floor[room] <= own, f"{mapper.class_.__name__} points up to {target.class_.__name__}"


def test_every_endpoint_names_a_permission(application):
    nameless = [
        rule.endpoint for rule in application.url_map.iter_rules() if not permission_of(application, rule.endpoint)
    ]
    assert nameless == []


def test_the_list_of_public_pages_is_short_and_known(application):
    rules = {rule.endpoint for rule in application.url_map.iter_rules()}
    public = {name for name in rules if permission_of(application, name) is Permission.PUBLIC}
    assert public == {
        "accounts.choose_language",
        "accounts.choose_theme",
        "board.alive",
        "board.metrics",
        "board.ready",
        "bootstrap.static",
        "inbox.twilio_inbound",
        "messaging.template_status",
        "messaging.twilio_status",
        "places.leaflet",
        "places.map_layer",
        "search.answer_task",
        "search.task_map",
        "search.task_page",
        "search.task_photo",
        "security.login",
        "security.logout",
        "security.static",
        "static",
    }


def test_only_views_commands_and_the_worker_commit():
    allowed = {"views.py", "worker.py"}
    edges = {path for path in CODE if path.name in allowed or "views" in path.parts or _room(path) == "cli"}
    guilty = [
        str(path.relative_to(ROOT)) for path in CODE if re.search(r"\bcommit\(", path.read_text()) and path not in edges
    ]
    assert guilty == []


def test_only_views_and_forms_know_the_web():
    allowed_names = {"views.py", "forms.py", "sign_in.py", "__init__.py"}
    allowed_rooms = {"core", "extensions", "cli", "worker"}
    guilty = []
    for path in CODE:
        if path.name in allowed_names or _room(path) in allowed_rooms or "forms" in path.parts or "views" in path.parts:
            continue
        web = {name.split(".")[0] for name in _imports(path)} & WEB
        # An account's model and password hash come from the sign-in library.
        if web - ({"flask_security"} if _room(path) == "accounts" else set()):
            guilty.append(f"{path.relative_to(ROOT)}: {sorted(web)}")
    assert guilty == []


def test_no_import_hides_inside_a_function():
    guilty = []
    for path in CODE:
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.FunctionDef):
                inner = [n for n in ast.walk(node) if isinstance(n, ast.Import | ast.ImportFrom)]
                guilty += [f"{path.relative_to(ROOT)}:{n.lineno}" for n in inner]
    assert guilty == []


def test_only_the_outside_reads_the_settings():
    guilty = [str(path.relative_to(ROOT)) for path in CODE if _imports(path) & {"config", "wsgi"}]
    assert guilty == []


def test_every_page_extends_base():
    parts = [t for t in TEMPLATES if not t.name.startswith("_") and t.name != "base.html"]
    guilty = [str(t.relative_to(ROOT)) for t in parts if '{% extends "' not in t.read_text()]
    assert guilty == []


def test_every_macro_is_used():
    text = {t: t.read_text() for t in TEMPLATES}
    everything = "\n".join(text.values())
    unused = []
    for template, source in text.items():
        for name in re.findall(r"{%-? macro (\w+)\(", source):
            uses = len(re.findall(rf"\b{name}\(", everything)) - len(re.findall(rf"macro {name}\(", everything))
            if uses == 0:
                unused.append(f"{template.relative_to(ROOT)}: {name}")
    assert unused == []


def test_nothing_is_loaded_from_elsewhere():
    remote = re.compile(r"""(?:src|href|action)=["'](?:https?:)?//|url\(["']?https?:|from ["']https?:""")
    allowed = re.compile(r"openstreetmap\.org/copyright")
    sources = [*TEMPLATES, *(ROOT / "static").rglob("*.js"), *(ROOT / "static").rglob("*.css")]
    guilty = [
        f"{path.relative_to(ROOT)}: {line.strip()[:80]}"
        for path in sources
        for line in path.read_text().splitlines()
        if remote.search(line) and not allowed.search(line)
    ]
    assert guilty == []


@pytest.mark.parametrize("folder", ["app", "tests"])
def test_files_stay_short(folder):
    long = [
        f"{path.relative_to(ROOT)}: {lines}"
        for path in sorted((ROOT / folder).rglob("*.py"))
        if (lines := len(path.read_text().splitlines())) > LONGEST_FILE
    ]
    assert long == []
