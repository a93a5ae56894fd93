"""Asks the deployed model a question, through a running gateway or one that is started for the question.

The code goes to standard output, which variant answered and under which id to standard error.

Example:
  bsl ask "Напиши функцию, которая возвращает остаток товара на складе"
  bsl ask "Напиши функцию ..." --version v1 --json
"""

import argparse
import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from components.shared.environment import gateway_key
from components.shared.errors import BadInput, TryAgain
from components.shared.settings import NamedModelSettings
from pipelines.commands.serve import DEFAULT_PORT, tell

SECONDS_FOR_ANSWER = 600.0


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What to ask, and whom."""
    parser.add_argument("question", help="what to write, in words")
    parser.add_argument("--user", default="", help="who asks; the same user always gets the same variant")
    parser.add_argument("--version", default="", help="ask this version, for example v1")
    parser.add_argument("--url", default="", help=f"gateway to ask (default: one on port {DEFAULT_PORT}, or a new one)")
    parser.add_argument("--name", default=NamedModelSettings().name, help="name of the model (default: %(default)s)")
    parser.add_argument("--max-tokens", type=int, default=1024, help="longest answer (default: %(default)s)")
    parser.add_argument("--json", action="store_true", help="print the answer as JSON")


def run(arguments: argparse.Namespace) -> int:
    """Ask one question."""
    if not arguments.question.strip():
        raise BadInput("the question is empty: say what to write, in words")
    with _gateway(arguments.url, arguments.name) as address:
        answer = _ask(address, arguments)
    choice = answer["choices"][0]
    text: str = choice["message"]["content"] or ""
    if arguments.json:
        told = {"code": _code(text), "answer": text, "model": answer["model"], "answer_id": answer["id"]}
        print(json.dumps({**told, "finish_reason": choice["finish_reason"]}, ensure_ascii=False, indent=1))
        return 0
    _show(_code(text))
    cut = "" if choice["finish_reason"] == "stop" else f", cut off after {arguments.max_tokens} tokens"
    print(f"// {answer['model']}, {answer['id']}{cut}", file=sys.stderr)
    return 0


@contextmanager
def _gateway(url: str, name: str) -> Iterator[str]:
    """A gateway to ask: the one that is named, the one that runs, or one for the time of the question."""
    from pipelines.serving import serving

    running = f"http://127.0.0.1:{DEFAULT_PORT}"
    if url:
        if not url.startswith(("http://", "https://")):
            raise BadInput(f"--url {url}: no address of a gateway; write http://HOST:PORT")
        yield url.rstrip("/")
    elif _serves(running, name):
        yield running
    else:
        with serving(name, progress=tell) as address:
            yield address


def _serves(address: str, name: str) -> bool:
    from pipelines.server_process import call

    try:
        return call(address, "/health") == (200, {"status": "ok", "model": name})
    except OSError:
        return False


def _ask(address: str, arguments: argparse.Namespace) -> Any:
    from components.shared.traffic import served_name
    from pipelines.server_process import call

    model = served_name(arguments.name, arguments.version) if arguments.version else arguments.name
    body = {
        "model": model,
        "messages": [{"role": "user", "content": arguments.question}],
        "user": arguments.user,
        "max_tokens": arguments.max_tokens,
    }
    try:
        status, answer = call(address, "/v1/chat/completions", body, key=gateway_key(), seconds=SECONDS_FOR_ANSWER)
    except OSError as error:
        raise TryAgain(f"{address} does not answer: {error}; start one with `bsl serve`") from error
    if status == 200:
        return answer
    message = answer.get("error", {}).get("message", "") if isinstance(answer, dict) else ""
    advice = "; set BSL_GATEWAY_KEY" if status == 401 else ""
    kind = TryAgain if status == 429 or status >= 500 else BadInput
    raise kind(f"{address}: {message or status}{advice}")


def _code(text: str) -> str:
    from components.shared.bsl import extract_code

    return extract_code(text) or text


def _show(code: str) -> None:
    if not sys.stdout.isatty():
        print(code)
        return
    from rich.console import Console
    from rich.text import Text

    shown = Text(code)
    words = "Процедура|Функция|КонецПроцедуры|КонецФункции|Если|Тогда|ИначеЕсли|Иначе|КонецЕсли|Для|Каждого|Из|По|Пока"
    words += "|Цикл|КонецЦикла|Попытка|Исключение|КонецПопытки|ВызватьИсключение|Возврат|Новый|Перем|Экспорт|Знач"
    words += "|И|Или|Не|Истина|Ложь|Неопределено|Продолжить|Прервать|Асинх|Ждать"
    shown.highlight_regex(rf"(?i)\b(?:{words})\b", "bold blue")
    shown.highlight_regex(r'"[^"\n]*"', "green")
    shown.highlight_regex(r"(?m)//.*$|^\s*[&#].*$", "dim")
    Console().print(shown, soft_wrap=True)
