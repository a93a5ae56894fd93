"""Scripts that ask a platform: vanessa-runner, the Designer alone, ibcmd. None of them has been run by us.

Options are those of vanessa-runner 2.x (its own sources), of the Administrator Guide for the Designer, and of what
people published of ibcmd. Each script makes an infobase of its own in the folder of the export and touches no other.
"""

from pathlib import Path

from pipelines.oracle.cases import Export

REPORTS_FOLDER = "reports"
MODES = "-Server -ThinClient -ExtendedModulesCheck"  # without a side nothing is checked, and that reads as success

_START_SH = """\
#!/bin/sh
# {title}
# BASE_SRC or BASE_CF: the configuration below the cases, as sources or as a file; none: an empty infobase.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
infobase="$here/infobase"
name={extension}
{base_check}mkdir -p "$here/{reports}"
rm -rf "$infobase"
"""
_BASE_CHECK_SH = """\
if [ -z "${BASE_SRC:-}${BASE_CF:-}" ]; then
    echo "the judge knew a configuration: name the same one in BASE_SRC or BASE_CF" >&2
    exit 2
fi
"""
_VRUNNER_SH = """\
report="$here/{reports}/vrunner.xml"
rm -f "$report"
if [ -n "${{BASE_SRC:-}}" ]; then
    vrunner init-dev --src "$BASE_SRC" --nocacheuse --ibconnection "/F$infobase"
elif [ -n "${{BASE_CF:-}}" ]; then
    vrunner init-dev --cf "$BASE_CF" --nocacheuse --ibconnection "/F$infobase"
else
    vrunner init-dev --nocacheuse --ibconnection "/F$infobase"
fi
vrunner compileext "$here/extension" "$name" --updatedb --ibconnection "/F$infobase"
# All extensions, which is this one: vanessa-runner keeps the words of --mode in a map, so -Extension may lose its
# name. The exit code is 1, since the canaries are refused; --mode must be the last option.
vrunner syntax-check --ibconnection "/F$infobase" --junitpath "$report" --groupbymetadata \\
    --mode {modes} -AllExtensions || true
test -s "$report" || {{ echo "no report was written: see the messages above" >&2; exit 1; }}
echo "bsl oracle import \\"$here\\" \\"$report\\""
"""
_DESIGNER_SH = """\
# V8: the program 1cv8. CHECK=/CheckConfig takes the other check of the Designer, if this one sees no modules.
: "${{V8:?the path of 1cv8, such as /opt/1cv8/x86_64/8.3.24.1548/1cv8}}"
report="$here/{reports}/designer.log"
rm -f "$report"
designer() {{
    log=$1
    shift
    "$V8" DESIGNER /F "$infobase" /DisableStartupDialogs /DisableStartupMessages "$@" /Out "$log"
}}
"$V8" CREATEINFOBASE "File=\\"$infobase\\";Locale=\\"ru_RU\\";" /DisableStartupDialogs /Out "$here/{reports}/create.log"
if [ -n "${{BASE_SRC:-}}" ]; then
    designer "$here/{reports}/base.log" /LoadConfigFromFiles "$BASE_SRC" /UpdateDBCfg
elif [ -n "${{BASE_CF:-}}" ]; then
    designer "$here/{reports}/base.log" /LoadCfg "$BASE_CF" /UpdateDBCfg
fi
designer "$here/{reports}/load.log" /LoadConfigFromFiles "$here/extension" -Extension "$name"
designer "$here/{reports}/update.log" /UpdateDBCfg -Extension "$name"
# its exit code is 101, since the canaries are refused
designer "$report" "${{CHECK:-/CheckModules}}" {modes} -Extension "$name" || true
test -s "$report" || {{ echo "no report was written: see the logs in {reports}" >&2; exit 1; }}
echo "bsl oracle import \\"$here\\" \\"$report\\""
"""
_IBCMD_SH = """\
# ibcmd checks metadata; public sources say nothing of modules. The canaries tell the import what was checked.
report="$here/{reports}/ibcmd.log"
data="$here/ibcmd-data"
rm -rf "$data" "$report"
if [ -n "${{BASE_SRC:-}}" ]; then
    ibcmd infobase create --db-path="$infobase" --data="$data" --locale=ru_RU --import="$BASE_SRC" --apply --force
elif [ -n "${{BASE_CF:-}}" ]; then
    ibcmd infobase create --db-path="$infobase" --data="$data" --locale=ru_RU --load="$BASE_CF" --apply --force
else
    ibcmd infobase create --db-path="$infobase" --data="$data" --locale=ru_RU
fi
ibcmd infobase config import --db-path="$infobase" --data="$data" --extension="$name" "$here/extension"
ibcmd infobase config apply --db-path="$infobase" --data="$data" --extension="$name" --force
ibcmd infobase config check --db-path="$infobase" --data="$data" --extension="$name" --force > "$report" 2>&1 || true
echo "bsl oracle import \\"$here\\" \\"$report\\""
"""
_START_CMD = """\
@echo off
rem {title}
rem BASE_SRC or BASE_CF: the configuration below the cases, as sources or as a file; none: an empty infobase.
setlocal
set "here=%~dp0"
set "infobase=%here%infobase"
set "name={extension}"
{base_check}if not exist "%here%{reports}" mkdir "%here%{reports}"
if exist "%infobase%" rmdir /s /q "%infobase%"
"""
_BASE_CHECK_CMD = """\
if not defined BASE_SRC if not defined BASE_CF (
    echo the judge knew a configuration: name the same one in BASE_SRC or BASE_CF
    exit /b 2
)
"""
_VRUNNER_CMD = """\
set "report=%here%{reports}\\vrunner.xml"
if exist "%report%" del "%report%"
set "source="
if defined BASE_CF set source=--cf "%BASE_CF%"
if defined BASE_SRC set source=--src "%BASE_SRC%"
call vrunner init-dev %source% --nocacheuse --ibconnection "/F%infobase%" || exit /b 1
call vrunner compileext "%here%extension" "%name%" --updatedb --ibconnection "/F%infobase%" || exit /b 1
rem All extensions, which is this one. The exit code is 1, since the canaries are refused. --mode must be the last.
set "modes={modes} -AllExtensions"
call vrunner syntax-check --ibconnection "/F%infobase%" --junitpath "%report%" --groupbymetadata --mode %modes%
if not exist "%report%" (
    echo no report was written: see the messages above
    exit /b 1
)
echo bsl oracle import "%here%." "%report%"
"""
_DESIGNER_CMD = """\
rem V8: the program 1cv8.exe. CHECK=/CheckConfig takes the other check of the Designer, if this one sees no modules.
if not defined V8 (
    echo set V8 to the path of 1cv8.exe
    exit /b 2
)
if not defined CHECK set "CHECK=/CheckModules"
set "report=%here%{reports}\\designer.log"
set "logs=%here%{reports}"
set "designer=start "" /wait "%V8%" DESIGNER /F "%infobase%" /DisableStartupDialogs /DisableStartupMessages"
if exist "%report%" del "%report%"
start "" /wait "%V8%" CREATEINFOBASE File="%infobase%";Locale="ru_RU"; /DisableStartupDialogs /Out "%logs%\\create.log"
if defined BASE_SRC (
    %designer% /LoadConfigFromFiles "%BASE_SRC%" /UpdateDBCfg /Out "%logs%\\base.log"
) else if defined BASE_CF (
    %designer% /LoadCfg "%BASE_CF%" /UpdateDBCfg /Out "%logs%\\base.log"
)
%designer% /LoadConfigFromFiles "%here%extension" -Extension "%name%" /Out "%logs%\\load.log"
%designer% /UpdateDBCfg -Extension "%name%" /Out "%logs%\\update.log"
rem the exit code is 101, since the canaries are refused
%designer% %CHECK% {modes} -Extension "%name%" /Out "%report%"
if not exist "%report%" (
    echo no report was written: see the logs in {reports}
    exit /b 1
)
echo bsl oracle import "%here%." "%report%"
"""
_SCRIPTS = {
    "check-vrunner.sh": ("Check the cases with vanessa-runner 2.x (its command vrunner)", _VRUNNER_SH),
    "check-designer.sh": ("Check the cases with the Designer alone", _DESIGNER_SH),
    "check-ibcmd.sh": ("Check the cases with ibcmd", _IBCMD_SH),
    "check-vrunner.cmd": ("Check the cases with vanessa-runner 2.x (its command vrunner)", _VRUNNER_CMD),
    "check-designer.cmd": ("Check the cases with the Designer alone", _DESIGNER_CMD),
}


def write_scripts(folder: Path, export: Export) -> None:
    """Write the scripts of an export; those for a shell can be run as they are."""
    for name, (title, body) in _SCRIPTS.items():
        path, windows = folder / name, name.endswith(".cmd")
        text = _script(title, body, export, windows)
        path.write_bytes((text.replace("\n", "\r\n") if windows else text).encode("ascii"))
        path.chmod(0o644 if windows else 0o755)


def _script(title: str, body: str, export: Export, windows: bool) -> str:
    start, check = (_START_CMD, _BASE_CHECK_CMD) if windows else (_START_SH, _BASE_CHECK_SH)
    values = {
        "title": title,
        "extension": export.extension,
        "reports": REPORTS_FOLDER,
        "modes": MODES,
        "base_check": check if export.base else "",
    }
    return start.format(**values) + body.format(**values)
