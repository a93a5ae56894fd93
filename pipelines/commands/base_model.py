"""The base model of a run; and the shelf of base models on a cluster: import, list, fetch.

Examples:
  bsl base-model                                          the stage: make or check the model that a run starts from
  bsl base-model import Qwen/Qwen2.5-Coder-7B-Instruct --revision COMMIT      from the model hub
  bsl base-model import ~/models/coder --sha256 SHA256SUMS --license Apache-2.0
  bsl base-model import 's3://mirror/coder?endpoint=https://s3.example.com'
  bsl base-model import oci:coder.tar:7b                  what skopeo or oras have copied
  bsl base-model import SOURCE --cache /models/base       and onto the volume that steps see
  bsl base-model list                                     what is in the object store, and what on the volume
  bsl base-model fetch DIGEST                             from the object store onto the volume

An imported model is named by its digest: model.base_model: models/base/DIGEST. It is kept as it came (safetensors and
JSON only) and in 8 bits, as the tuned model is served. The volume is BSL_BASE_MODELS, or /models/base where that is
mounted, or a folder of the artifacts. No network is touched unless a name on the hub is given.
exit codes: 0 done, 2 bad input, 75 a server is away or there is no room
"""

import argparse
import json
import os
from pathlib import Path

from components.shared.environment import artifacts_folder, base_models_folder, object_store_url


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Those of the stage, and of what is done with imported models."""
    from pipelines.commands import stage

    stage.add_arguments(parser, "base-model")
    doings = parser.add_subparsers(dest="doing", metavar="[import|list|fetch]")
    bring = doings.add_parser("import", help="check a model, make it 8-bit, and keep both")
    bring.add_argument("source", metavar="SOURCE", help="folder, owner/name, s3://…?endpoint=…, or oci:PATH[:TAG]")
    bring.add_argument("--revision", default="", metavar="COMMIT", help="commit on the hub (default: the newest one)")
    bring.add_argument("--license", default="", metavar="NAME", help="SPDX or LicenseRef-… (default: its files say it)")
    bring.add_argument("--sha256", type=Path, metavar="FILE", help="digests that its files must have, as of sha256sum")
    bring.add_argument(
        "--format", choices=("int8-w8a8", "fp8-dynamic"), default="int8-w8a8", help="as quantize.format of the runs"
    )
    bring.add_argument("--cache", type=Path, metavar="FOLDER", help="put it on this volume as well")
    bring.add_argument("--json", action="store_true", help="print one JSON object")
    shown = doings.add_parser("list", help="what is in the object store, and what on the volume")
    shown.add_argument("--json", action="store_true", help="print one JSON object a line")
    fetch = doings.add_parser("fetch", help="bring a model from the object store onto the volume")
    fetch.add_argument("digest", metavar="DIGEST", help="64 hex digits, or models/base/DIGEST")
    for one in (shown, fetch):
        one.add_argument("--cache", type=Path, metavar="FOLDER", help="the volume (default: BSL_BASE_MODELS)")


def run(arguments: argparse.Namespace) -> int:
    """Run the stage, or import, list, fetch."""
    if arguments.doing is None:
        from pipelines.commands import stage

        return stage.run(arguments)
    return {"import": _import, "list": _list, "fetch": _fetch}[arguments.doing](arguments)


def _import(arguments: argparse.Namespace) -> int:
    from components.base_model.imported import ROOT
    from components.shared.object_store import open_object_store
    from pipelines.base_models.importing import Request, import_model

    asked = (arguments.source, arguments.revision, arguments.license, arguments.sha256, arguments.format)
    store = open_object_store(object_store_url())
    work = artifacts_folder() / "imports" / str(os.getpid())
    done = import_model(Request(*asked), store, arguments.cache, work)
    manifest = done.manifest
    if arguments.json:
        facts = manifest.model_dump(exclude={"original", "served"}) | {"digest": manifest.digest}
        print(json.dumps({**facts, "left_out": done.left_out, "new": done.new_in_store}, ensure_ascii=False))
        return 0
    print(f"{manifest.name}: {manifest.parameters:,} parameters, {manifest.license} ({manifest.license_evidence})")
    print(f"served as {manifest.served_format}, {sum(file.size for file in manifest.served):,} bytes")
    for name in done.left_out:
        print(f"  left out: {name}")
    print("kept" if done.new_in_store else "it was kept before; nothing changed")
    print(f"model.base_model: {ROOT}{manifest.digest}")
    return 0


def _list(arguments: argparse.Namespace) -> int:
    from components.base_model.shelf import in_store, on_volume
    from components.shared.object_store import open_object_store

    there = on_volume(arguments.cache or base_models_folder())
    for one in in_store(open_object_store(object_store_url())):
        place = "store and volume" if one.digest in there else "store"
        if arguments.json:
            facts = one.model_dump(exclude={"original", "served"})
            print(json.dumps({"digest": one.digest, "on_volume": one.digest in there, **facts}, ensure_ascii=False))
        else:
            print(f"models/base/{one.digest}  {one.name}  {one.license}  {one.served_format}  {place}")
    return 0


def _fetch(arguments: argparse.Namespace) -> int:
    from components.base_model.shelf import fetch
    from components.shared.object_store import open_object_store

    base_models = arguments.cache or base_models_folder()
    new = fetch(arguments.digest, open_object_store(object_store_url()), base_models)
    print(f"{base_models}: {'fetched' if new else 'it is there already'}")
    return 0
