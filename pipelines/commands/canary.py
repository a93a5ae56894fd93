"""Says what is served, since when and on what evidence; moves a canary by hand; shows what a comparison could prove.

  status     what is served and why, in words; decides nothing
  advance    give the canary its next share now
  hold       keep the share as it is until `resume`; a proven loss still takes the canary back
  resume     go on after `hold`
  abort      take the canary back; its version meets nobody again
  readmit V  let a version that was taken back be deployed again
  simulate   how often the rules would decide, and decide wrongly, for your own traffic

Example:
  bsl canary status
  bsl canary simulate --users 50 --outcomes-per-user 20 --base 0.5 --effect-points 20
"""

import argparse
import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from components.shared.environment import object_store_url, ratings_url
from components.shared.errors import BadInput
from pipelines.commands.arguments import add_settings_arguments, settings_of

if TYPE_CHECKING:
    from components.compare.settings import CompareSettings
    from components.shared.registry import Registry
    from components.shared.summaries import CompareSummary
    from components.shared.traffic import Split

MOVES = ("advance", "hold", "resume", "abort", "readmit")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What to do, and the traffic of a simulation."""
    parser.add_argument("action", choices=("status", *MOVES, "simulate"))
    parser.add_argument("version", nargs="?", help="for readmit: the version")
    parser.add_argument("--json", action="store_true", help="print as JSON")
    traffic = parser.add_argument_group("simulate")
    traffic.add_argument("--users", type=int, help="people who ask (default: 20, 50, 200 and 1000 in turn)")
    traffic.add_argument("--outcomes-per-user", type=float, default=20.0, help="answers or ratings of each")
    traffic.add_argument("--hours", type=int, default=168, help="how long; one look an hour (default: %(default)s)")
    traffic.add_argument("--base", type=float, default=0.6, help="share of good outcomes of the stable version")
    traffic.add_argument("--effect-points", type=float, default=0.0, help="how much better the canary really is")
    traffic.add_argument("--spread-points", type=float, default=15.0, help="how people differ, standard deviation")
    traffic.add_argument("--percent", type=int, help="a share held all the time; none: the steps of the rollout")
    traffic.add_argument("--runs", type=int, default=1000, help="canaries to draw (default: %(default)s)")
    add_settings_arguments(parser)


def run(arguments: argparse.Namespace) -> int:
    """Do it, and say what is served afterwards."""
    config = settings_of(arguments)
    compare: CompareSettings = config.stage("compare")  # type: ignore[assignment]
    if arguments.action == "simulate":
        return _simulate(arguments, compare)
    from components.shared.object_store import open_object_store
    from components.shared.registry import Registry

    registry = Registry(open_object_store(object_store_url()), config.name)
    if arguments.action in MOVES:
        _move(arguments, registry, compare)
    return _status(arguments, registry, compare)


def _move(arguments: argparse.Namespace, registry: "Registry", settings: "CompareSettings") -> None:
    found = registry.split()
    if found is None:
        raise BadInput(f"nothing of {registry.name} is deployed; `bsl run` or the pipeline deploys a version")
    after = _after(arguments, found, settings)
    if after != found:
        registry.write_split(after, found)
    registry.follow_split()


def _after(arguments: argparse.Namespace, found: "Split", settings: "CompareSettings") -> "Split":
    if arguments.action == "readmit":
        if arguments.version not in found.rejected:
            known = ", ".join(found.rejected) or "none"
            raise BadInput(f"{arguments.version}: no version that was taken back; those are: {known}")
        return found.changed(rejected=tuple(it for it in found.rejected if it != arguments.version))
    if found.canary is None:
        raise BadInput(f"{found.stable} answers everybody, there is no canary to {arguments.action}")
    if arguments.action == "abort":
        return found.without_canary(rejected=(*found.rejected, found.canary))
    if arguments.action == "advance":
        larger = next((share for share in (*settings.steps, 100) if share > found.canary_percent), None)
        if larger is None:
            raise BadInput(f"{found.canary} answers everybody; a promotion makes it stable (pipeline bsl-promote)")
        return found.with_canary(found.canary, larger, datetime.now(UTC))
    paused = arguments.action == "hold"
    return found if found.paused == paused else found.changed(paused=paused)


def _status(arguments: argparse.Namespace, registry: "Registry", settings: "CompareSettings") -> int:
    from components.compare.looking import look
    from components.shared.ratings import open_ratings

    split = registry.split()
    summary = look(registry, open_ratings(ratings_url()), settings, now=datetime.now(UTC))
    if arguments.json:
        facts = {"split": split.model_dump(mode="json") if split else None, "look": summary.model_dump(mode="json")}
        print(json.dumps(facts, ensure_ascii=False, indent=1))
        return 0
    for line in _words(split, summary):
        print(line)
    return 0


def _words(split: "Split | None", summary: "CompareSummary") -> list[str]:
    from components.shared.reports.words import COMPARED, DECISIONS

    if split is None:
        return [summary.reason]
    lines = [f"{split.name}: основная версия {split.stable}"]
    if split.canary and split.canary_since:
        steps = ", ".join(f"{step.percent} % с {step.since:%Y-%m-%d %H:%M} UTC" for step in split.exposure())
        paused = ", доля удерживается" if split.paused else ""
        lines.append(f"на проверке: {split.canary}, {split.canary_percent} % пользователей ({steps}){paused}")
    if split.rejected:
        lines.append(f"сняты и больше не встречают никого: {', '.join(split.rejected)}")
    for row in summary.measures:
        gap = row.difference
        said = f"{gap.value:+.1f} п. (от {gap.low:+.1f} до {gap.high:+.1f})" if gap else "данных мало"
        lines.append(f"  {COMPARED[row.name]}: {said}, пользователей {row.canary_users} и {row.stable_users}")
    lines.append(f"следующий шаг по этим данным: {DECISIONS[summary.decision]}. {summary.reason}")
    return [*lines, summary.advice] if summary.advice else lines


def _simulate(arguments: argparse.Namespace, settings: "CompareSettings") -> int:
    from components.compare.simulation import Traffic, simulate
    from pipelines.config import parse_config

    rows = []
    for users in [arguments.users] if arguments.users else (20, 50, 200, 1000):
        facts = {name: getattr(arguments, name) for name in Traffic.model_fields if name != "users"}
        traffic = parse_config({**facts, "users": users}, "canary simulate", Traffic)
        found = simulate(traffic, settings, runs=arguments.runs, seed=1)
        rows.append((users, found.share(found.promoted), found.share(found.rolled_back), found.outcomes_to_verdict))
    if arguments.json:
        names = ("users", "promoted", "rolled_back", "outcomes_to_verdict")
        print(json.dumps([dict(zip(names, row, strict=True)) for row in rows], indent=1))
        return 0
    print(f"{'users':>7} {'promoted':>9} {'rolled back':>12} {'no verdict':>11} {'outcomes to a verdict':>22}")
    for users, promoted, back, needed in rows:
        median = f"{needed:,.0f}" if needed == needed else "-"
        print(f"{users:>7} {promoted:>9.1%} {back:>12.1%} {1 - promoted - back:>11.1%} {median:>22}")
    return 0
