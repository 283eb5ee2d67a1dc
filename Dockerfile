# The image of web server and worker; docker-compose.yml runs it.
FROM debian:bookworm-slim

WORKDIR /srv/selfeval
ENV DJANGO_SETTINGS_MODULE=selfeval.settings.production \
    SELFEVAL_DATA_DIR=/srv/data \
    PIP_NO_CACHE_DIR=1 \
    PYTHONUNBUFFERED=1

# The same list of system packages and the same lock file as on a machine without containers.
COPY script/ script/
COPY requirements.lock .
RUN script/bootstrap runtime && rm -rf /var/lib/apt/lists/*

COPY manage.py ./
COPY selfeval/ selfeval/
COPY templates/ templates/
COPY static/ static/

RUN useradd --system --uid 10001 --no-create-home selfeval && chown selfeval /srv/data
USER selfeval
VOLUME /srv/data
EXPOSE 8000
ENTRYPOINT ["script/entry"]
CMD ["web"]
