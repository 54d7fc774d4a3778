# Prints tokens: docker compose run --rm token admin
FROM debian:12-slim
RUN apt-get update && apt-get install -y --no-install-recommends openssl && rm -rf /var/lib/apt/lists/*
COPY infra/token /app/infra/token
USER nobody
ENTRYPOINT ["/app/infra/token"]
