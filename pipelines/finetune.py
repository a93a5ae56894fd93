"""From sources to a canary: ingest, curate, split, train, evaluate, gate, quantize, register, deploy.

One definition for a laptop and a cluster. Each parameter is one stage's settings; an empty one means the defaults
of that stage (``components/<stage>/settings.py``).
"""

from typing import Any

from kfp import dsl

from components.base_model.component import base_model
from components.curate.component import curate
from components.deploy.component import deploy
from components.evaluate.component import evaluate
from components.gate.component import gate
from components.ingest.component import ingest
from components.quantize.component import quantize
from components.register.component import register
from components.report.component import report
from components.split.component import split
from components.train.component import train
from pipelines.placement import (
    large,
    on_gpu_pool,
    small,
    train_job,
    trains,
    with_base_models,
    with_generator,
    with_knowledge_base,
    with_object_store,
    with_ratings,
    with_repositories,
    with_signing_key,
    with_verification_key,
    writes_to_the_world,
)


@dsl.pipeline(name="bsl-finetune", description="Teach a code model to write BSL and meet users with it as a canary")
def finetune(
    model_settings: dict[str, Any] = {},  # noqa: B006  kfp reads the default, nobody changes it
    ingest_settings: dict[str, Any] = {},  # noqa: B006
    curate_settings: dict[str, Any] = {},  # noqa: B006
    split_settings: dict[str, Any] = {},  # noqa: B006
    train_settings: dict[str, Any] = {},  # noqa: B006
    evaluate_settings: dict[str, Any] = {},  # noqa: B006
    gate_settings: dict[str, Any] = {},  # noqa: B006
    quantize_settings: dict[str, Any] = {},  # noqa: B006
    register_settings: dict[str, Any] = {},  # noqa: B006
    deploy_settings: dict[str, Any] = {},  # noqa: B006
    report_settings: dict[str, Any] = {},  # noqa: B006
) -> None:
    """Fine-tune a code model on BSL and deploy it as a canary.

    Args:
        model_settings: The base model: `base_model` (tiny, a hub name or a folder) and `revision`.
        ingest_settings: `sources`: patterns, modules, corrections, knowledge_base, each with its path and licence.
        curate_settings: Thresholds of the filters, kinds of derived examples, and `generate`: a model to be asked.
        split_settings: Shares of train and validation, and the salt that never changes.
        train_settings: Sections `training`, `optimization`, `hardware` of the training guide.
        evaluate_settings: How many test records are answered, and how.
        gate_settings: What the tuned model must reach before anything is shipped.
        quantize_settings: The 8-bit format, and how much may be lost.
        register_settings: `name` of the model in the registry.
        deploy_settings: `name` of the model and `canary_percent`.
        report_settings: How many answers the report shows.
    """
    base = with_base_models(with_object_store(large(base_model(settings=model_settings)), "data"))
    read = writes_to_the_world(large(ingest(settings=ingest_settings)))
    # a base model that cannot be used must show before hours of reading
    corpus = with_ratings(with_repositories(with_knowledge_base(with_object_store(read, "ingest")))).after(base)
    # decisions of reviewers lie outside, and so does a model that may be asked
    sifted = writes_to_the_world(large(curate(corpus=corpus.outputs["corpus"], settings=curate_settings)))
    curated = with_generator(with_object_store(sifted, "data"))
    splits = large(split(curated=curated.outputs["curated"], settings=split_settings))
    models = {"base": base.outputs["base"], "splits": splits.outputs["splits"]}
    trained = trains(train(**models, settings=train_settings, job=train_job()))
    adapter = with_base_models(with_object_store(trained, "train"))
    models["adapter"] = adapter.outputs["adapter"]
    scores = with_base_models(on_gpu_pool(evaluate(**models, settings=evaluate_settings)))
    verdict = small(gate(evaluation=scores.outputs["summary"], settings=gate_settings))
    facts = {
        "base_summary": base.outputs["summary"],
        "ingested": corpus.outputs["summary"],
        "curated": curated.outputs["summary"],
        "splits": splits.outputs["summary"],
        "trained": adapter.outputs["summary"],
        "evaluation": scores.outputs["summary"],
        "gated": verdict.outputs["summary"],
    }
    with dsl.If(verdict.outputs["Output"] == True, name="may-ship"):  # noqa: E712  kfp builds the condition from ==
        servable = with_base_models(on_gpu_pool(quantize(**models, settings=quantize_settings)))
        registered = writes_to_the_world(
            register(
                **facts,
                base=base.outputs["base"],
                quantized=servable.outputs["quantized"],
                dataset=splits.outputs["splits"],
                quantization=servable.outputs["summary"],
                settings=register_settings,
                model_settings=model_settings,
                ingest_settings=ingest_settings,
                curate_settings=curate_settings,
                split_settings=split_settings,
                train_settings=train_settings,
                evaluate_settings=evaluate_settings,
                gate_settings=gate_settings,
                quantize_settings=quantize_settings,
            )
        )
        version = with_signing_key(with_base_models(with_object_store(large(registered), "register")))
        canary = writes_to_the_world(deploy(version=version.outputs["Output"], settings=deploy_settings))
        served = with_verification_key(with_object_store(small(canary), "register"))
        small(
            report(
                **facts,
                quantization=servable.outputs["summary"],
                released=version.outputs["summary"],
                deployed=served.outputs["summary"],
                settings=report_settings,
            )
        )
    with dsl.Else(name="may-not-ship"):
        small(report(**facts, settings=report_settings))
