# One image for every role. By default it runs a complete tracker: queue server, relay, worker and web.
#   docker build --tag tracker . && docker run --init --volume tracker:/data --publish 127.0.0.1:8000:8000 tracker
# To run one role: `tracker migrate`, `python -m workers relay`, `python -m workers worker`, or the Procfile's web line.

FROM python:3.11-slim AS build
WORKDIR /opt/tracker
RUN python -m venv /opt/venv
COPY requirements.image.lock ./
RUN /opt/venv/bin/pip install --no-cache-dir --disable-pip-version-check --only-binary :all: --require-hashes \
    --requirement requirements.image.lock
COPY pyproject.toml README.md LICENSE Procfile ./
COPY migrations migrations
COPY openapi openapi
COPY tracker tracker
COPY workers workers
# Editable, because Procfile and migrations are looked up beside the package.
RUN /opt/venv/bin/pip install --no-cache-dir --disable-pip-version-check --no-deps --no-build-isolation --editable . \
    && /opt/venv/bin/python -m compileall -q tracker workers migrations \
    && /opt/venv/bin/pip uninstall --quiet --yes hatchling pathspec pluggy tomlkit trove-classifiers pip

FROM python:3.11-slim
RUN groupadd --system --gid 10001 tracker \
    && useradd --system --uid 10001 --gid tracker --no-create-home --home-dir /data tracker \
    && install --directory --owner tracker --group tracker --mode 0700 /data
COPY --from=build /opt/venv /opt/venv
COPY --from=build /opt/tracker /opt/tracker
ENV PATH=/opt/venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    TRACKER_DATA=/data \
    TRACKER_HOST=0.0.0.0 \
    TRACKER_PORT=8000
USER tracker
WORKDIR /opt/tracker
VOLUME /data
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=5s --start-period=60s \
    CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8000/readyz', timeout=4)"]
CMD ["tracker", "up"]
