from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from components.shared.errors import BadInput
from pipelines.publishing.parameters import run_parameters
from pipelines.publishing.schedules import Schedules, read_schedules
from pipelines.publishing.wanted import checked
from tests.pipelines.kubeflow import manifests, ready, schedule

GOOD = {"name": "weekly", "pipeline": "finetune", "profile": "local", "cron": "0 30 20 * * 5"}


def written(folder: Path, *schedules: Any, **more: Any) -> Path:
    path = folder / "schedules.yaml"
    path.write_text(yaml.safe_dump({"schedules": list(schedules), **more}, allow_unicode=True), encoding="utf-8")
    return path


def test_a_file_is_read_with_its_defaults(tmp_path: Path) -> None:
    schedules = read_schedules(written(tmp_path, GOOD))
    only = schedules.schedules[0]
    assert (schedules.owner, schedules.timezone, only.version, only.on_change, only.enabled) == (
        "bsl-foundry",
        "UTC",
        "latest",
        "nothing",
        True,
    )


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"cron": "30 20 * * 5"}, "schedule weekly: cron: .*Kubeflow reads the seconds first"),
        ({"cron": None}, "schedule weekly: cron: Input should be a valid string"),
        ({"name": "Weekly run"}, "schedule Weekly run: name: String should match"),
        ({"crom": "x"}, "schedule weekly: crom: no such key; there are name, pipeline, profile, cron"),
        ({"on_change": "always"}, "schedule weekly: on_change: Input should be 'nothing' or 'run_once'"),
        ({"version": ""}, "schedule weekly: version: String should have at least 1"),
        ({"enabled": "perhaps"}, "schedule weekly: enabled: Input should be a valid boolean"),
    ],
)
def test_a_wrong_schedule_is_named(tmp_path: Path, changes: dict[str, Any], words: str) -> None:
    with pytest.raises(BadInput, match=words):
        read_schedules(written(tmp_path, {**GOOD, **changes}))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("schedules: [1]", "schedule 1: Input should be"),
        ("schedules: [{}]", "schedule 1: name: Field required"),
        ("[]", ""),
        ("3", "Input should be a valid dictionary"),
        ("schedules: 3", "schedules: Input should be a valid list"),
        ("timezone: Moscow", "timezone: no such time zone: 'Moscow'; write UTC or a name such as Europe/Moscow"),
        ("timezone: ../../etc/passwd", "no such time zone"),
        ("owner: a b", "owner: String should match"),
        ("a: &x 1", "anchors and aliases are not allowed"),
        ("a: 1\na: 2", "stands twice"),
        ("{", "not plain YAML"),
        ("\udcff", "not UTF-8"),
        ("#" * 2_000_000, "more than"),
    ],
)
def test_a_wrong_file_is_one_message(tmp_path: Path, text: str, words: str) -> None:
    path = tmp_path / "schedules.yaml"
    path.write_bytes(text.encode("utf-8", "surrogateescape"))
    if not words:
        assert read_schedules(path) == Schedules()
    else:
        with pytest.raises(BadInput, match=f"{path}: .*{words}"):
            read_schedules(path)


def test_a_name_stands_once(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="names that stand twice: weekly"):
        read_schedules(written(tmp_path, GOOD, dict(GOOD)))


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match=r"absent\.yaml: cannot be read"):
        read_schedules(tmp_path / "absent.yaml")


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        (
            {"pipeline": "fine-tune"},
            "schedule weekly: there is no pipeline 'fine-tune' in .*; there are finetune, promote",
        ),
        ({"profile": "gpu-24gb"}, "schedule weekly: .*gpu-24gb: no compiled pipeline; .* there: local"),
        (
            {"parameters": {"training": {"num_epoch": 3}}},
            "weekly: training.num_epoch: no such setting, is it .*num_epochs",
        ),
        ({"parameters": {"training": {"num_epochs": -1}}}, "weekly: training.num_epochs: Input should be greater"),
        ({"parameters": {"compare": {}}}, "weekly: the pipeline finetune takes no compare; it takes deploy, hardware"),
        ({"parameters": {"train_settings": {}}}, "weekly: train_settings: no such setting"),
        ({"pipeline": "promote", "parameters": {"training": {}}}, "promote takes no training; it takes compare"),
    ],
)
def test_a_schedule_that_no_pipeline_could_run_is_refused_before_a_server_is_asked(
    tmp_path: Path, changes: dict[str, Any], words: str
) -> None:
    with pytest.raises(BadInput, match=f"schedules.yaml: schedule {words}" if words[0] == "w" else words):
        ready(manifests(tmp_path), schedule(**changes))


def test_all_faults_are_told_at_once(tmp_path: Path) -> None:
    bad = [schedule(name=f"s{number}", pipeline="nothing") for number in range(3)]
    with pytest.raises(BadInput) as refused:
        checked(Schedules(schedules=bad), manifests(tmp_path), "f")
    assert [line.partition(": there")[0] for line in str(refused.value).splitlines()] == [
        "f: schedule s0",
        "f: schedule s1",
        "f: schedule s2",
    ]


@pytest.mark.parametrize(
    ("given_sections", "parameters"),
    [
        ({}, {}),
        ({"training": {"num_epochs": 2}}, {"train_settings": {"training": {"num_epochs": 2}}}),
        ({"hardware": {"device": "cpu"}}, {"train_settings": {"hardware": {"device": "cpu"}}}),
        ({"name": "erp"}, {"deploy_settings": {"name": "erp"}, "register_settings": {"name": "erp"}}),
        ({"model": {"base_model": "tiny"}}, {"model_settings": {"base_model": "tiny"}}),
        ({"registry": {}}, {}),
        ({"deploy": {"canary_percent": 10}}, {"deploy_settings": {"canary_percent": 10}}),
        ({"pool": "a"}, {"pool": "a"}),
    ],
)
def test_only_what_is_written_down_is_passed_on(
    tmp_path: Path, given_sections: dict[str, Any], parameters: dict[str, Any]
) -> None:
    folder = manifests(tmp_path, inputs={"pool": {"parameterType": "STRING", "isOptional": True}})
    assert ready(folder, schedule(parameters=given_sections))[0].parameters == parameters


def test_what_is_written_down_lies_over_what_the_profile_says(tmp_path: Path) -> None:
    profile = {"training": {"batch_size": 4.0, "num_epochs": 1.0}, "hardware": {"device": "cpu"}}
    folder = manifests(tmp_path, inputs={"train_settings": {"parameterType": "STRUCT", "defaultValue": profile}})
    assert ready(folder, schedule())[0].parameters == {}
    assert ready(folder, schedule(parameters={"training": {"num_epochs": 3}}))[0].parameters == {
        "train_settings": {"training": {"batch_size": 4, "num_epochs": 3}, "hardware": {"device": "cpu"}}
    }


def test_settings_that_do_not_go_with_the_profile_are_refused(tmp_path: Path) -> None:
    profile = {"training": {"no_such_setting": 4}}
    folder = manifests(tmp_path, inputs={"train_settings": {"parameterType": "STRUCT", "defaultValue": profile}})
    with pytest.raises(BadInput, match=r"together with the deployment profile: training\.no_such_setting"):
        ready(folder, schedule(parameters={"training": {"num_epochs": 3}}))


@pytest.mark.parametrize(
    ("kind", "value", "accepted"),
    [
        ("STRING", "a", True),
        ("STRING", 1, False),
        ("NUMBER_INTEGER", 1, True),
        ("NUMBER_INTEGER", 1.5, False),
        ("NUMBER_INTEGER", True, False),
        ("NUMBER_DOUBLE", 1, True),
        ("BOOLEAN", True, True),
        ("BOOLEAN", "true", False),
        ("LIST", [1], True),
        ("LIST", {}, False),
        ("TASK_FINAL_STATUS", {}, False),
    ],
)
def test_plain_parameters_have_the_type_of_the_pipeline(tmp_path: Path, kind: str, value: Any, accepted: bool) -> None:
    folder = manifests(tmp_path, inputs={"plain": {"parameterType": kind}})
    wanted = schedule(parameters={"plain": value})
    if accepted:
        assert ready(folder, wanted)[0].parameters == {"plain": value}
    else:
        with pytest.raises(BadInput, match=f"plain: {kind} is expected"):
            ready(folder, wanted)


def test_a_parameter_without_default_must_be_given(tmp_path: Path) -> None:
    folder = manifests(tmp_path, inputs={"plain": {"parameterType": "STRING"}})
    with pytest.raises(BadInput, match="finetune must be given plain"):
        ready(folder, schedule())


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=4),
    lambda inner: st.dictionaries(st.sampled_from(["training", "name", "num_epochs", "x"]), inner, max_size=3),
    max_leaves=6,
)


@given(sections=st.dictionaries(st.sampled_from(["training", "deploy", "name", "hardware", "odd"]), VALUES, max_size=3))
def test_any_sections_are_taken_or_refused_in_words(
    sections: dict[str, Any], tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.getbasetemp() / "any"
    if not folder.exists():
        manifests(folder)
    compiled = ready(folder, schedule())[0].compiled
    try:
        run_parameters(sections, compiled, "here")
    except BadInput as error:
        told = str(error)
        assert told.startswith("here: ")
