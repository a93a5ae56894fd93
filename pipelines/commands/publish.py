"""Puts the compiled pipelines of a profile on a Kubeflow Pipelines server that does not read them from Kubernetes.

A version is named after its content: the same content is uploaded once, however often this runs.

Example:
  bsl publish --profile gpu-24gb --endpoint http://127.0.0.1:8888
  bsl publish --profile gpu-24gb --endpoint https://kubeflow.example/pipeline --namespace team-1c
"""

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from components.shared import environment
from components.shared.errors import BadInput

if TYPE_CHECKING:
    from pipelines.publishing.connection import Kfp


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Which pipelines, to which server."""
    parser.add_argument("--profile", default="local", help="deployment profile (default: %(default)s)")
    add_server_arguments(parser)
    parser.add_argument("--commit", default="", metavar="SHA", help="commit of the sources, kept as a tag")
    parser.add_argument("--source-url", default="", metavar="URL", help="where the sources can be read")


def add_server_arguments(parser: argparse.ArgumentParser) -> None:
    """What every command that speaks to the server takes."""
    parser.add_argument("--endpoint", metavar="URL", help="the pipelines API (default: BSL_KFP_ENDPOINT)")
    parser.add_argument("--namespace", default="", help="whose pipelines, where several users share the server")
    parser.add_argument(
        "--manifests",
        type=Path,
        default=Path("manifests/pipelines"),
        metavar="FOLDER",
        help="what `bsl compile` wrote (default: %(default)s)",
    )


def run(arguments: argparse.Namespace) -> int:
    """Upload what is not there yet."""
    from pipelines.publishing.compiled import read_compiled
    from pipelines.publishing.publish import Origin, publish

    compiled = read_compiled(arguments.manifests, arguments.profile)
    kfp = connect(arguments)
    if kfp.keeps_resources:
        print(
            "note: this server keeps pipelines as Kubernetes resources; Argo CD or Flux can apply "
            f"{arguments.manifests / arguments.profile} without this command"
        )
    for published in publish(kfp, compiled.values(), Origin(arguments.commit, arguments.source_url)):
        print(published.words())
    return 0


def connect(arguments: argparse.Namespace) -> "Kfp":
    """Open the server that was named.

    Raises:
        BadInput: None was named, or what was named cannot be used.
        TryAgain: It does not answer.
    """
    from pipelines.publishing.connection import open_kfp

    endpoint = arguments.endpoint or environment.pipelines_endpoint()
    if not endpoint:
        raise BadInput(
            "no server is named: give --endpoint or BSL_KFP_ENDPOINT; in a cluster it is usually "
            "http://ml-pipeline.kubeflow:8888, elsewhere `kubectl -n kubeflow port-forward svc/ml-pipeline 8888`"
        )
    return open_kfp(
        endpoint,
        namespace=arguments.namespace,
        token_file=environment.pipelines_token_file(),
        ca_bundle=environment.ca_bundle(),
    )
