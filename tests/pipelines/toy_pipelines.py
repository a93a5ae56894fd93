"""Small pipelines for the tests of the local runner; each task reports as a stage does."""

from kfp import dsl

IMAGE = "bsl-foundry/python-cpu:local"


@dsl.component(base_image=IMAGE, install_kfp_package=False)
def count(until: int, counted: dsl.Output[dsl.Dataset]) -> int:
    from components.shared.progress import open_progress

    with open_progress("count") as progress:
        for number in range(until):
            progress("counting", number + 1, until)
        with open(counted.path, "w", encoding="utf-8") as file:
            file.write("Ё" * until)
    return until


@dsl.component(base_image=IMAGE, install_kfp_package=False)
def judge(counted: dsl.Input[dsl.Dataset], at_least: int) -> bool:
    from components.shared.progress import open_progress

    with open_progress("judge"), open(counted.path, encoding="utf-8") as file:
        return len(file.read()) >= at_least


@dsl.component(base_image=IMAGE, install_kfp_package=False)
def ship() -> None:
    from components.shared.progress import open_progress

    with open_progress("ship"):
        pass


@dsl.component(base_image=IMAGE, install_kfp_package=False)
def fail(how: str) -> None:
    import errno
    import os

    from components.shared import errors
    from components.shared.progress import open_progress

    with open_progress("fail"):
        if how == "disk":
            raise OSError(errno.ENOSPC, "No space left on device", "model.bin")
        if how == "kill":
            os.abort()
        raise getattr(errors, how, ZeroDivisionError)("three records are no data set; add more")


@dsl.component(base_image=IMAGE, install_kfp_package=False)
def sleep(pid_file: str, seconds: int) -> None:
    import os
    import time
    from pathlib import Path

    from components.shared.progress import open_progress

    with open_progress("sleep") as progress:
        Path(pid_file).write_text(str(os.getpid()))
        progress("sleeping")
        time.sleep(seconds)


@dsl.pipeline(name="gated")
def gated(until: int = 3, at_least: int = 3) -> int:
    counted = count(until=until)
    verdict = judge(counted=counted.outputs["counted"], at_least=at_least)
    with dsl.If(verdict.output == True, name="may-ship"):  # noqa: E712
        ship()
    return counted.outputs["Output"]


@dsl.pipeline(name="failing")
def failing(how: str = "BadInput") -> None:
    fail(how=how)


@dsl.pipeline(name="failing-beside-others")
def failing_beside_others(pid_file: str) -> None:
    fail(how="BadInput")
    sleep(pid_file=pid_file, seconds=3)  # kfp may take it first


@dsl.pipeline(name="sleeping")
def sleeping(pid_file: str) -> None:
    sleep(pid_file=pid_file, seconds=60)
