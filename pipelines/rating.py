"""The automatic rater: stands in for the users whom a laptop does not have, and says so in every rating."""

import asyncio
from collections import Counter
from collections.abc import Sequence
from itertools import cycle, islice
from typing import Any

from components.shared.bsl import extract_code
from components.shared.environment import gateway_key
from components.shared.errors import BadInput, TryAgain
from components.shared.judging import judge_code
from components.shared.progress import Progress, silent
from components.shared.records import Record
from pipelines.server_process import key_header

AT_ONCE = 64  # as many as a model server answers together
MAX_ISSUES = 10
SECONDS_PER_ANSWER = 300.0
CUT_OFF = "Ответ оборван: модель не закончила его сама"
NO_METHOD = "В ответе нет ни процедуры, ни функции"


def rate_automatically(
    address: str,
    name: str,
    records: Sequence[Record],
    *,
    requests: int,
    max_new_tokens: int,
    progress: Progress = silent,
) -> Counter[str]:
    """Ask each record's task through the gateway, each time as another user, and rate the answers.

    Args:
        address: The gateway.
        name: Alias of the model.
        records: Test records, asked in turn until there are enough requests.
        requests: How many questions, and users.
        max_new_tokens: Longest answer.
        progress: Told after each rating.

    Returns:
        How many answers got which rating, under ``1``, ``3`` and ``5``; those without an answer under ``failed``.
    """
    tasks = [record for record in records if _question(record)]
    if not tasks:
        raise BadInput("there is no test record to ask: add records or lower train_share of split")
    asked = list(islice(cycle(tasks), requests))
    return asyncio.run(_rate_all(address, name, asked, max_new_tokens, progress))


def judge(record: Record, answer: str, *, stopped: bool) -> tuple[int, list[str]]:
    """A rating and its reasons: 5 for whole code that compiles, 3 when it was cut or breaks a strong rule, else 1."""
    verdict = judge_code(record, extract_code(answer))
    strong = [finding for finding in verdict.findings if finding.rule.strength == "strong"]
    issues = [f"{found.line}:{found.column} {found.rule.code}: {found.message_ru}" for found in strong[:MAX_ISSUES]]
    usable = verdict.compiles and bool(verdict.module.methods)
    if verdict.parses and not verdict.module.methods:
        issues.append(NO_METHOD)
    if not stopped:
        issues.append(CUT_OFF)
    return (3 if issues else 5) if usable else 1, issues


async def _rate_all(
    address: str, name: str, records: list[Record], max_new_tokens: int, progress: Progress
) -> Counter[str]:
    import aiohttp

    outcomes: Counter[str] = Counter()
    timeout = aiohttp.ClientTimeout(total=SECONDS_PER_ANSWER)
    gate = asyncio.Semaphore(AT_ONCE)
    async with aiohttp.ClientSession(
        address, headers=key_header(gateway_key()), timeout=timeout, connector=aiohttp.TCPConnector(limit=AT_ONCE)
    ) as session:

        async def ask_and_rate(number: int, record: Record) -> None:
            async with gate:
                outcomes[await _rate_one(session, name, f"automatic user {number}", record, max_new_tokens)] += 1
            progress("asking and rating", outcomes.total(), len(records))

        progress("asking and rating", 0, len(records))
        await asyncio.gather(*(ask_and_rate(number, record) for number, record in enumerate(records)))
    if outcomes["failed"] == len(records):
        raise TryAgain(f"{address}: not one of {len(records)} questions was answered; see what `bsl serve` says")
    return outcomes


async def _rate_one(session: Any, name: str, user: str, record: Record, max_new_tokens: int) -> str:
    body = {
        "model": name,
        "messages": _question(record),
        "max_tokens": max_new_tokens,
        "user": user,
        "metadata": {"record_id": record.id},
    }
    answer = await _post(session, "/v1/chat/completions", body)
    if answer is None:
        return "failed"
    choice = answer["choices"][0]
    rating, issues = judge(record, choice["message"]["content"] or "", stopped=choice["finish_reason"] == "stop")
    feedback = {
        "answer_id": answer["id"],
        "user": user,
        "user_rating": rating,
        "issues": issues,
        "rater": "automatic",
    }
    return str(rating) if await _post(session, "/feedback", feedback) else "failed"


async def _post(session: Any, path: str, body: dict[str, Any]) -> Any:
    """The answer, or None when there is none."""
    import aiohttp

    try:
        async with session.post(path, json=body) as response:
            return await response.json() if response.ok else None
    except (aiohttp.ClientError, TimeoutError):
        return None


def _question(record: Record) -> list[dict[str, str]]:
    """The turns up to the last answer, without it."""
    turns = list(record.conversation())
    while turns and turns[-1].role == "assistant":
        turns.pop()
    return [{"role": turn.role, "content": turn.content} for turn in turns]
