"""The one door to everything: ``bsl COMMAND`` or ``python -m pipelines COMMAND``."""

import argparse
import sys
import traceback
from collections.abc import Callable
from importlib import import_module

from components.shared.errors import EXIT_CODES, Unforeseen, actionable

STAGES = {
    "ingest": "read sources into records, counting everything that is left out",
    "curate": "keep the records worth learning from",
    "split": "divide records into train, validation and test",
    "evaluate": "compare base and tuned on the same test records",
    "gate": "say whether a tuned model may be shipped",
    "quantize": "merge the adapter and make the weights 8-bit, judged after reload",
    "register": "keep a servable model as an immutable version",
    "deploy": "let a version answer a share of the users",
    "compare": "promote, hold or roll back by ratings",
    "report": "make one page of everything a run found",
}
COMMANDS = {
    "base-model": "make or check the base model that a run starts from; import, list and fetch models",
    "run": "the whole pipeline, from sources to the decision on the canary",
    "serve": "serve what is deployed, behind a gateway",
    "ask": "ask the deployed model a question",
    "check": "find what is wrong with BSL files",
    "index": "read a configuration, so that its names are known",
    "context": "find the names of a configuration that a prompt needs",
    "judge": "score a model's answers",
    "knowledge-base": "fill the knowledge base from an export, or say what is in it",
    "ratings": "make the tables for answers and ratings, or count what is in them",
    "oracle": "compare the judge with the real platform",
    "run-code": "execute a program of the pure subset of BSL",
    "pattern": "say what is wrong with hand-written examples, and how to mend it",
    "review": "have examples read by people, and keep what they decide",
    "platform": "learn the names of your own platform from its help",
    "train": "train an adapter: --dataset --base_model --output_dir --epochs --batch_size",
    "compile": "write the pipelines as Kubeflow reads them, and lint them",
    "lint": "find what is wrong with compiled pipelines, manifests, images and our own code",
    "canary": "say what is served and why, move a canary by hand, simulate a comparison",
    "keys": "write the keys that releases are signed and checked with",
    "images": "build the container images, and keep the digests that pipelines are compiled with",
    "publish": "put the compiled pipelines on a Kubeflow server, each version once",
    "schedule": "bring schedules from Git onto a Kubeflow server, or say what differs",
    "object-store": "make the bucket on a cluster, with a policy and keys for each role; check it",
    "gc": "list, and delete, what nothing in the object store refers to any more",
    "settings": "print every setting with its meaning and range",
    "doctor": "say what this machine can do and what is missing",
}
EPILOG = """\
start here:
  bsl run                                    the whole pipeline on the sample data, in minutes, without a GPU
  bsl ask "Напиши функцию ..."               ask the model that was deployed
  bsl run --source PATH                      the same on your own configuration export, modules or checkout
  bsl COMMAND --help                         what a command takes

exit codes: 0 done; 1 a gate or a check said no; 2 bad input; 70 a fault of ours; 75 try again later;
            130 interrupted
"""


def main() -> int:
    """Run one command; every error that a person can act on is one message and an exit code."""
    try:
        return _call(sys.argv[1:])
    except KeyboardInterrupt:
        print("bsl: interrupted; nothing half-written was left under a final name", file=sys.stderr)
        return 130
    except BrokenPipeError:
        sys.stderr.close()
        return 0
    except Exception as error:  # the last line: what a person can mend is told, the rest is shown and is our fault
        return _tell(actionable(error))


def _tell(error: BaseException) -> int:
    for kind, code in EXIT_CODES.items():
        if isinstance(error, kind):
            print(f"bsl: {error}", file=sys.stderr)
            return code
    traceback.print_exception(error)
    print("bsl: this is a fault of the program; report it with the lines above", file=sys.stderr)
    return EXIT_CODES[Unforeseen]


def _call(words: list[str]) -> int:
    name = next((word for word in words if not word.startswith("-")), "")
    parser = argparse.ArgumentParser(
        prog="bsl",
        description="BSL Foundry teaches a code model to write good BSL (1C:Enterprise) and puts it into production.",
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", required=True)
    called: Callable[[argparse.Namespace], int] | None = None
    for command, text in {**COMMANDS, **STAGES}.items():
        sub = commands.add_parser(command, help=text, description=text[0].upper() + text[1:] + ".")
        if command == name:  # only what is called is imported: `bsl --help` must answer at once
            called = _prepare(command, sub)
    arguments = parser.parse_args(words)
    assert called is not None
    return called(arguments)


def _prepare(command: str, parser: argparse.ArgumentParser) -> Callable[[argparse.Namespace], int]:
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    module = import_module(f"pipelines.commands.{'stage' if command in STAGES else command.replace('-', '_')}")
    parser.epilog = (module.__doc__ or "").partition("\n\n")[2] or None
    if command in STAGES:
        module.add_arguments(parser, command)
    else:
        module.add_arguments(parser)
    run: Callable[[argparse.Namespace], int] = module.run
    return run


if __name__ == "__main__":
    sys.exit(main())
