"""The examples of docs/data-formats.md are files that really go in."""

import re
from pathlib import Path

GUIDE = (Path(__file__).resolve().parents[2] / "docs" / "data-formats.md").read_text()


EXAMPLES = (
    ("stations", "csv", "code,name,"),
    ("patrols", "csv", "code,station,"),
    ("places", "csv", "id,kind,"),
    ("places", "geojson", '{"type"'),
)


def test_every_example_of_the_guide_goes_in_whole(flask, tmp_path):
    for command, ending, begins in EXAMPLES:
        (example,) = re.findall(rf"```\w*\n({re.escape(begins)}.*?)```", GUIDE, re.DOTALL)
        path = tmp_path / f"{command}-{ending}.{ending}"
        path.write_text(example)
        result = flask(command, "import", path)
        assert result.exit_code == 0 and ", 0 left out" in result.output, result.output
        assert ": 0 created" not in result.output
