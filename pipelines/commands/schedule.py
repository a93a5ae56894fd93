"""Brings the schedules of manifests/schedules.yaml onto a Kubeflow Pipelines server.

Without --apply it only says what differs. Recurring runs that others made are neither shown nor touched.

Example:
  bsl schedule --offline                                   is the file right? no server is asked
  bsl schedule --endpoint http://127.0.0.1:8888            what differs, in words
  bsl schedule --endpoint http://127.0.0.1:8888 --check    the same for CI: exit code 1 where something differs
  bsl schedule --endpoint http://127.0.0.1:8888 --apply    mend it
"""

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from components.shared.errors import Refused
from pipelines.commands.publish import add_server_arguments, connect

if TYPE_CHECKING:
    from pipelines.publishing.schedules import Schedules


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Which file, which server, and whether to act."""
    parser.add_argument(
        "--file",
        type=Path,
        default=Path("manifests/schedules.yaml"),
        metavar="FILE",
        help="the schedules (default: %(default)s)",
    )
    add_server_arguments(parser)
    act = parser.add_mutually_exclusive_group()
    act.add_argument("--apply", action="store_true", help="mend what differs; without it nothing is changed")
    act.add_argument("--check", action="store_true", help="exit with 1 where something differs")
    act.add_argument("--offline", action="store_true", help="only check the file against the compiled pipelines")


def run(arguments: argparse.Namespace) -> int:
    """Compare, and mend when told to."""
    from pipelines.publishing.reconcile import compared, reconcile
    from pipelines.publishing.schedules import read_schedules
    from pipelines.publishing.wanted import checked

    schedules = read_schedules(arguments.file)
    known = checked(schedules, arguments.manifests, str(arguments.file))
    if arguments.offline:
        _tell_due(schedules, set())
        return 0
    kfp = connect(arguments)
    state = reconcile(kfp, known, schedules.owner, print) if arguments.apply else compared(kfp, known, schedules.owner)
    for difference in state.differences:
        print(difference.line())
    _tell_due(schedules, {difference.schedule for difference in state.differences})
    if state.strangers:
        print(f"{state.strangers} recurring runs of others, left alone")
    if state.differences and (arguments.check or arguments.apply):
        todo = "this needs a person" if arguments.apply else "run `bsl schedule --apply`"
        raise Refused(f"the server differs from {arguments.file} in {len(state.differences)} points; {todo}")
    return 0


def _tell_due(schedules: "Schedules", differing: set[str]) -> None:
    """When each schedule comes due, in the zone that the file says the scheduler has."""
    from datetime import UTC, datetime
    from zoneinfo import ZoneInfo

    from pipelines.publishing.cron import parse_cron

    now, zone = datetime.now(UTC), ZoneInfo(schedules.timezone)
    for schedule in schedules.schedules:
        due = parse_cron(schedule.cron).next_after(now, zone)
        when = f"next {due:%Y-%m-%d %H:%M %Z}" if due and schedule.enabled else "starts nothing"
        print(f"{schedule.name}: {'differs, ' if schedule.name in differing else ''}{when}")
