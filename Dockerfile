# One image for all: the server, its workers, and the commands (`docker run … notesik site list`).
#   docker build -t notesik . && docker run -p 8000:8000 -v notesik:/data notesik

FROM python:3.13-slim AS build
WORKDIR /src
COPY pyproject.toml README.md LICENSE ./
COPY server server
COPY widgets widgets
COPY snippet/dist snippet/dist
COPY demo demo
# pip compiles what it installs: nothing can be written later, and each start would compile it all anew, a second longer.
RUN python -m venv /opt/notesik && /opt/notesik/bin/pip install --no-cache-dir ".[geo]"

FROM python:3.13-slim
RUN useradd --system --uid 10001 --no-create-home --shell /usr/sbin/nologin notesik \
    && install --directory --owner notesik --group notesik --mode 0750 /data
COPY --from=build /opt/notesik /opt/notesik
ENV PATH=/opt/notesik/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    NOTESIK_HOST=0.0.0.0 \
    NOTESIK_PORT=8000 \
    NOTESIK_WORK_PORT=8000 \
    NOTESIK_DATA=/data \
    NOTESIK_LOG_FORMAT=json
USER notesik
VOLUME /data
EXPOSE 8000
STOPSIGNAL SIGTERM
# urlopen raises for every answer but a good one, and so ends with 1.
HEALTHCHECK --interval=10s --timeout=3s --start-period=10s --retries=3 \
    CMD ["python", "-c", "import os, urllib.request as u; u.urlopen('http://127.0.0.1:' + os.environ['NOTESIK_PORT'] + '/healthz', timeout=2)"]
ENTRYPOINT ["notesik"]
CMD ["serve"]
