"""For each rule about Dockerfiles and Python what must be found and what must not."""

GOOD_DOCKERFILE = """
ARG BASE=python:3.11-slim
FROM ${BASE} AS build
RUN --mount=type=secret,id=index pip install --no-cache-dir x
FROM ${BASE} AS cpu
COPY --from=build /x /x
ENV HOME=/tmp PYTHONUTF8=1
USER 10001:0
FROM cpu AS gateway
CMD ["bsl"]
"""


def _with(*changes: tuple[str, str]) -> str:
    text = GOOD_DOCKERFILE
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new)
    return text


DOCKERFILES: dict[str, tuple[list[str], list[str]]] = {
    "dockerfile-user": (
        [_with(("USER 10001:0", "USER app")), _with(("USER 10001:0\n", "")), _with(('CMD ["bsl"]', "USER 0"))],
        [GOOD_DOCKERFILE, _with(("USER 10001:0", "USER 10001"))],
    ),
    "dockerfile-base": (
        [
            _with(("FROM ${BASE} AS build", "FROM debian:12 AS build")),
            _with(("FROM cpu AS", "FROM cpu:1 AS"), ("CMD", "USER 10001\nCMD")),
        ],
        [GOOD_DOCKERFILE, "FROM scratch\nUSER 10001\n", "FROM --platform=linux/amd64 $BASE\nUSER 10001\n"],
    ),
    "dockerfile-latest": (
        [_with(("python:3.11-slim", "python")), _with(("python:3.11-slim", "x:5000/python:latest"))],
        [
            GOOD_DOCKERFILE,
            _with(("python:3.11-slim", "x:5000/python@sha256:0")),
            _with(("ARG BASE=python:3.11-slim", "ARG BASE")),
        ],
    ),
    "dockerfile-pipe-to-shell": (
        [
            _with(("COPY", "RUN curl -sSf https://example.org/x.sh | sh\nCOPY")),
            _with(("COPY", "RUN set -e; \\\n    wget -qO- https://example.org/x |\\\n    # why not\n    bash\nCOPY")),
        ],
        [_with(("COPY", "RUN curl -o x https://example.org/x && echo 'a  x' | sha256sum -c\nCOPY"))],
    ),
    "dockerfile-remote-add": (
        [_with(("COPY", "ADD https://example.org/x /x\nCOPY"))],
        [_with(("COPY", "ADD --checksum=sha256:0 https://example.org/x /x\nADD x /x\nCOPY"))],
    ),
    "dockerfile-secret": (
        [_with(("COPY", "ARG INDEX_TOKEN\nCOPY")), _with(("ENV HOME=/tmp", "ENV HOME=/tmp S3_SECRET_KEY=abc"))],
        [_with(("COPY", "ARG INDEX_URL\nENV TOKENIZERS_PARALLELISM=false\nCOPY"))],
    ),
}

CODE: dict[str, tuple[list[str], list[str]]] = {
    "trust-remote-code": (
        ["AutoModel.from_pretrained(path, trust_remote_code=True)", "f(trust_remote_code=chosen)"],
        ["AutoModel.from_pretrained(path, trust_remote_code=False)", "AutoModel.from_pretrained(path)"],
    ),
    "unpickling": (
        ["import pickle", "from pickle import loads", "import json, shelve", "numpy.load(path, allow_pickle=True)"],
        ["import json", "numpy.load(path, allow_pickle=False)", "import pickled"],
    ),
    "torch-load": (
        ["torch.load(path)", "torch.load(path, weights_only=True)", "torch.jit.load(path)"],
        ["load_file(path)", "json.load(file)"],
    ),
    "extract-all": (
        ["archive.extractall(folder)", "shutil.unpack_archive(a, b)", "opened.archive.extract(member, folder)"],
        ["archive.extractfile(member)", "extract(text)"],
    ),
    "sql-of-strings": (
        [
            "c.execute(f\"SELECT a FROM t WHERE name = '{name}'\")",
            "c.execute('DELETE FROM ' + table)",
            "c.execute('update t set a = %s' % value)",
            "c.execute('insert into {} values (1)'.format(table))",
        ],
        ["c.execute('SELECT a FROM t WHERE name = %s', [name])", "print(f'select {x}')", "sum = 'a' + b"],
    ),
    "http-without-timeout": (
        [
            "urlopen(url)",
            "urllib.request.urlopen(url)",
            "requests.get(url)",
            "httpx.post(url, json={})",
            "aiohttp.ClientSession()",
            "http.client.HTTPSConnection(host, port)",
            "socket.create_connection((host, 1))",
            "urllib3.PoolManager()",
        ],
        [
            "urlopen(url, timeout=5)",
            "requests.get(url, timeout=5)",
            "settings.get(url)",
            "socket.create_connection((host, 1), 5)",
            "urllib3.PoolManager(**given)",
        ],
    ),
    "shell": (
        ["subprocess.run(command, shell=True)", "os.system(command)", "subprocess.getoutput(command)", "f(shell=x)"],
        ["subprocess.run([command])", "subprocess.run([command], shell=False)"],
    ),
    "yaml-unsafe": (
        [
            "yaml.load(text)",
            "yaml.load(text, Loader=yaml.Loader)",
            "yaml.unsafe_load(text)",
            "yaml.full_load(text)",
            "class L(yaml.UnsafeLoader): ...\nyaml.load(text, L)",
            "yaml.load(text, getattr(yaml, 'CLoader', yaml.SafeLoader))",
        ],
        [
            "yaml.safe_load(text)",
            "yaml.load(text, Loader=yaml.CSafeLoader)",
            "class L(yaml.SafeLoader): ...\nyaml.load(text, L)",
            "yaml.load(text, getattr(yaml, 'CSafeLoader', yaml.SafeLoader))",
            "loader = getattr(yaml, 'CSafeLoader', yaml.SafeLoader)\nyaml.load_all(text, loader)",
        ],
    ),
}
