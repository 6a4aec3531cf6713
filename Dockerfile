# syntax=docker/dockerfile:1
# Threshold in a container: built with a compiler, run without one, by a user who owns nothing.

FROM python:3.12-slim AS builder
# The compiler stays behind in this stage, and Debian keeps only its newest version, so none is named.
# hadolint ignore=DL3008
RUN apt-get update \
    && apt-get install --yes --no-install-recommends gcc libc6-dev \
    && rm -rf /var/lib/apt/lists/*
RUN pip install --no-cache-dir uv==0.13.9
WORKDIR /threshold
# The inference engine is built from source; the flag gives Python 3.13 and later a name it still calls.
ENV CC="gcc -O3 -DPyEval_CallObject=PyObject_CallObject" \
    UV_COMPILE_BYTECODE=1 \
    UV_LINK_MODE=copy \
    UV_PYTHON_DOWNLOADS=never
# What seldom changes first, so that a change of code installs nothing again.
COPY pyproject.toml uv.lock ./
RUN uv sync --frozen --no-default-groups --no-install-project
COPY README.md LICENSE ./
COPY service service
COPY .ci/assets .ci/assets
RUN .ci/assets
COPY rulesets rulesets
COPY features features
RUN uv sync --frozen --no-default-groups --no-editable

FROM python:3.12-slim
RUN useradd --system --uid 10001 --no-create-home --shell /usr/sbin/nologin threshold \
    && install --directory --owner 10001 --mode 700 /threshold/var
WORKDIR /threshold
VOLUME /threshold/var
COPY --from=builder /threshold/.venv .venv
ENV PATH="/threshold/.venv/bin:$PATH" \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    THRESHOLD_HOST=0.0.0.0 \
    THRESHOLD_PORT=8000 \
    THRESHOLD_WORKERS=1
USER 10001
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s \
    CMD ["python", "-c", "import os, urllib.request as r; r.urlopen('http://127.0.0.1:' + os.environ['THRESHOLD_PORT'] + '/healthz', timeout=4)"]
CMD ["threshold", "serve"]
