"""Where tasks run on a cluster. The local runner ignores all of it.

Resources are fixed when the pipeline is compiled: as parameters they break inside conditions (kfp 2.17).
"""

from kfp import dsl, kubernetes

KNOWLEDGE_BASE_SECRET = "bsl-knowledge-base"
REPOSITORIES_SECRET = "bsl-repositories"
GENERATOR_SECRET = "bsl-generator"


def on_gpu_pool(task: dsl.PipelineTask) -> dsl.PipelineTask:
    """One GPU, on a node that is kept for GPU work."""
    task.set_accelerator_type("nvidia.com/gpu").set_accelerator_limit(1)
    task.set_cpu_request("4").set_memory_request("32G")
    kubernetes.add_toleration(task, key="nvidia.com/gpu", operator="Exists", effect="NoSchedule")
    return task


def writes_to_the_world(task: dsl.PipelineTask) -> dsl.PipelineTask:
    """A task that reads or changes what lies outside the pipeline: a cached result would be a lie."""
    return task.set_caching_options(False)


def with_knowledge_base(task: dsl.PipelineTask) -> dsl.PipelineTask:
    """The address of the knowledge base, with a user that may only read; absent where there is none."""
    return _with_secret(task, KNOWLEDGE_BASE_SECRET, "url", "BSL_KNOWLEDGE_BASE")


def with_repositories(task: dsl.PipelineTask) -> dsl.PipelineTask:
    """The token that a Git host is shown; absent where no private repository is read."""
    return _with_secret(task, REPOSITORIES_SECRET, "token", "BSL_REPOSITORY_TOKEN")


def with_generator(task: dsl.PipelineTask) -> dsl.PipelineTask:
    """The token of the model that is asked for examples; absent where none is asked."""
    return _with_secret(task, GENERATOR_SECRET, "token", "BSL_GENERATOR_TOKEN")


def _with_secret(task: dsl.PipelineTask, name: str, key: str, variable: str) -> dsl.PipelineTask:
    """A key of a secret as a variable; optional, because a pod that names a secret which is not there never starts."""
    return kubernetes.use_secret_as_env(task, secret_name=name, secret_key_to_env={key: variable}, optional=True)
