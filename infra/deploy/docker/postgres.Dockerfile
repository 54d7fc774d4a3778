# PostgreSQL with the two extensions that the migrations expect.
FROM pgvector/pgvector:pg16
RUN apt-get update \
 && apt-get install -y --no-install-recommends postgresql-16-cron \
 && rm -rf /var/lib/apt/lists/*
COPY infra/deploy/docker/postgres-init.sh /docker-entrypoint-initdb.d/
CMD ["postgres", "-c", "shared_preload_libraries=pg_cron", "-c", "cron.database_name=genii", \
     "-c", "cron.use_background_workers=on", "-c", "max_worker_processes=20", \
     "-c", "max_connections=200"]
