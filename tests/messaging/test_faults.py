"""The short form of benchmarks/faults.py: workers killed at marked points, a provider that misbehaves."""

from dataclasses import replace

import pytest

from app.messaging.rules import LEASE
from benchmarks.faults import is_good, summary, table
from tests.fakes.fault_runs import Scale, runs

RUNS, SLOTS = 12, 6


@pytest.fixture(scope="module")
def results(tmp_path_factory):
    folder = tmp_path_factory.mktemp("faults")
    return list(runs(folder, list(range(1, RUNS + 1)), replace(Scale(), messages=8), SLOTS))


def test_no_text_is_lost_or_sent_twice_whatever_dies(results):
    figures = summary(results)
    told = table(figures | {"seconds": 0, "scale": {"call": Scale().call}, "peers": {}})
    assert is_good(figures), told
    assert figures["runs"] == RUNS and figures["kills"] >= RUNS / 2
    assert figures["ledger"] == figures["ours"], told


def test_the_runs_met_what_they_are_about(results):
    figures = summary(results)
    assert figures["doubts"] > 0 and len(figures["met"]) > 10


def test_a_text_in_doubt_is_shown_within_a_minute(results):
    # In the runs a lease takes 1.8 s and the watch over leases 2 s; what is above that is this machine.
    lease = LEASE.total_seconds() * Scale().call / 10
    assert summary(results)["shown_after"] < lease + 10
    assert LEASE.total_seconds() + 2 < 60


def test_the_runs_would_notice_a_second_copy(tmp_path):
    """Believing in absence too soon is the mistake that these rules forbid: the books must show it."""
    hasty = replace(Scale(), proof_task=0.05, proof_family=0.05, lag=4.0, share=0.5, mute=True)
    figures = summary(runs(tmp_path, list(range(1, 5)), hasty, 4))
    assert figures["family_doubled"] + figures["patrol_doubled"] > 0
    assert not is_good(figures)
