# One image for the web server, the worker, the scheduler and the migrations.
FROM python:3.11-slim-bookworm

RUN apt-get update \
    && apt-get install -y --no-install-recommends \
        fonts-dejavu-core libharfbuzz-subset0 libpango-1.0-0 libpangoft2-1.0-0 \
    && rm -rf /var/lib/apt/lists/*

# The root file system is read-only at run time: caches go to /tmp.
ENV PYTHONUNBUFFERED=1 PORTAL_VAR=/srv/portal/var XDG_CACHE_HOME=/tmp
WORKDIR /srv/portal/code

# A number that no rebuild changes: the volume of files belongs to it.
RUN useradd --uid 10001 --home-dir /tmp portal \
    && install -d -o portal -g portal -m 700 "$PORTAL_VAR"

COPY requirements/production.txt requirements/
RUN pip install --no-cache-dir --require-hashes -r requirements/production.txt

COPY . .
# Readable whatever the umask of the clone, and compiled: nothing can be kept at run time.
RUN chmod -R go=rX . && python -m compileall -q .

USER 10001
EXPOSE 8000
CMD ["gunicorn", "centre.wsgi:application", "--bind", "0.0.0.0:8000", "--workers", "3", \
     "--worker-class", "gthread", "--threads", "4", "--access-logfile", "-", \
     "--worker-tmp-dir", "/dev/shm", "--no-control-socket"]
