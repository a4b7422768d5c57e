"""Are texts ever lost or sent twice? Seeded runs with killed workers and a provider that misbehaves.

    python benchmarks/faults.py [--quick] [--runs N] [--slots N] [--proof SECONDS] [--json FILE]

In each run two workers share a queue; one or both die by SIGKILL at one of twelve marked points before, during and
after the call, and are replaced. 30 % of the calls meet a fault: dropped before or after acceptance, silent or late
beyond the time-out, 429, 500 (accepted or not), 503, half an answer, garbage. Callbacks are missing, doubled,
reordered, delayed or forged; the list lags. At the end the provider's ledger and our own rows are counted.

The two usual ways of sending stand beside it, on the same provider with the same seeds and nobody killed:
"retry on error" and "never again". `--proof 0.1` shows what happens when absence is believed too soon.
"""

import argparse
import json
import multiprocessing.connection
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import requests

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from tests.fakes.chaos import Chaos
from tests.fakes.fault_runs import Result, Scale, runs
from tests.fakes.twilio_twin import ACCOUNT, NUMBER, TOKEN, serve

QUICK, FULL = 24, 1000
PEER_MESSAGES = 400
CALLS_OF_A_PEER = {"retry on error": 4, "never again": 1}


def main() -> int:
    args = _arguments()
    scale = Scale() if args.proof is None else replace(Scale(), proof_task=args.proof, proof_family=args.proof)
    count = args.runs or (QUICK if args.quick else FULL)
    began = time.monotonic()
    results: list[Result] = []
    with tempfile.TemporaryDirectory(prefix="guitu-faults-") as folder:
        for result in runs(Path(folder), list(range(args.seed, args.seed + count)), scale, args.slots):
            results.append(result)
            _progress(len(results), count, result)
    figures = summary(results) | {"seconds": round(time.monotonic() - began), "scale": asdict(scale)}
    figures["peers"] = {name: peer(name, 100 if args.quick else PEER_MESSAGES) for name in CALLS_OF_A_PEER}
    print(table(figures))
    if args.json:
        args.json.write_text(json.dumps(figures, indent=2) + "\n")
    return 0 if is_good(figures) else 1


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help=f"{QUICK} runs")
    parser.add_argument("--runs", type=int, default=0, help=f"how many; {FULL} unless told")
    parser.add_argument("--seed", type=int, default=1, help="the first of them")
    parser.add_argument("--slots", type=int, default=8, help="runs side by side")
    parser.add_argument("--proof", type=float, help="seconds after which absence is believed")
    parser.add_argument("--json", type=Path)
    return parser.parse_args()


def _progress(done: int, count: int, result: Result) -> None:
    bad = result.family_lost + result.family_doubled + result.patrol_lost + result.patrol_doubled + result.unfinished
    if bad:
        print(f"seed {result.seed}: {asdict(result)}", file=sys.stderr)
    if sys.stderr.isatty():
        print(f"\r{done}/{count}", end="", file=sys.stderr)


def summary(results: Iterable[Result]) -> dict[str, Any]:
    """Every count added up; the longest time until a doubt was shown; the faults that were met."""
    results = list(results)
    met: Counter[str] = Counter()
    for result in results:
        met.update(result.met)
    numbers = [name for name in asdict(Result(0)) if name not in ("seed", "met", "shown_after", "left")]
    totals = {name: sum(getattr(result, name) for result in results) for name in numbers}
    shown = max((result.shown_after for result in results), default=0.0)
    return {"runs": len(results), **totals, "shown_after": round(shown, 2), "met": dict(sorted(met.items()))}


def is_good(figures: dict[str, Any]) -> bool:
    """Family: none lost, none twice. Patrols: none lost, at most 1 % twice, and only where the outcome was unknown."""
    zero = ("family_lost", "family_doubled", "patrol_lost", "doubled_without_doubt", "unfinished")
    return not any(figures[name] for name in zero) and figures["patrol_doubled"] <= 0.01 * figures["patrol"]


def table(figures: dict[str, Any]) -> str:
    """Ours beside the usual ways, and the two ledgers beside each other."""
    ours = f"Guitu, {figures['runs']} runs, {figures['kills']} workers killed"
    head = f"{'':44}{'messages':>9}{'lost':>6}{'twice':>7}{'to a person':>13}"
    rows = [
        (f"{ours}: families", figures["family"], figures["family_lost"], figures["family_doubled"], ""),
        (f"{'':4}patrols", figures["patrol"], figures["patrol_lost"], figures["patrol_doubled"], ""),
        (f"{'':4}together", figures["family"] + figures["patrol"], "", "", figures["for_a_person"]),
        *((f"{name}, nobody killed", p["messages"], p["lost"], p["twice"], 0) for name, p in figures["peers"].items()),
    ]
    lines = [head, *(f"{n:44}{m:>9}{lost!s:>6}{twice!s:>7}{person!s:>13}" for n, m, lost, twice, person in rows), ""]
    lines += [
        f"provider's ledger {figures['ledger']}   our own count of what went {figures['ours']}",
        f"outcomes unknown {figures['doubts']}   not finished {figures['unfinished']}   {figures['seconds']} s",
        f"a text in doubt was shown after {figures['shown_after']} s at most, with a lease of "
        f"{4.5 * figures['scale']['call']:.1f} s (45 s in use)",
        "faults met: " + ", ".join(f"{name} {count}" for name, count in figures["met"].items()),
    ]
    return "\n".join(lines)


def peer(name: str, count: int) -> dict[str, int]:
    """A sender without reconciliation: so many calls for each message until one succeeds."""
    scale = Scale()
    server = serve(0, "", -1)
    twin = server.RequestHandlerClass.twin  # type: ignore[attr-defined]
    twin.chaos = Chaos(1, scale.share, scale.slow, scale.lag)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    url = f"http://127.0.0.1:{server.server_port}/2010-04-01/Accounts/{ACCOUNT}/Messages.json"
    lanes = [
        threading.Thread(target=_send_all, args=(url, range(lane, count, 8), CALLS_OF_A_PEER[name], scale.call))
        for lane in range(8)
    ]
    for lane in lanes:
        lane.start()
    for lane in lanes:
        lane.join()
    time.sleep(2 * scale.slow)
    server.shutdown()
    taken = Counter(message["to"] for message in twin.messages)
    return {"messages": count, "lost": count - len(taken), "twice": sum(n > 1 for n in taken.values())}


def _send_all(url: str, numbers: range, calls: int, timeout: float) -> None:
    for number in numbers:
        for _ in range(calls):
            form = {"To": f"+86138{number:08}", "From": NUMBER, "Body": "sample"}
            try:
                answer = requests.post(url, data=form, auth=(ACCOUNT, TOKEN), timeout=timeout)
                if answer.status_code == 201 and "sid" in answer.json():
                    break
            except (requests.RequestException, ValueError):
                continue


if __name__ == "__main__":
    multiprocessing.set_start_method("fork")
    sys.exit(main())
