#!/usr/bin/env bash
# Run once by the image, as the superuser: the owner, its database, and what only a superuser may do.
set -euo pipefail
psql -v ON_ERROR_STOP=1 --username "$POSTGRES_USER" -v password="$GENII_DB_OWNER_PASSWORD" <<'SQL'
CREATE ROLE genii LOGIN CREATEROLE NOSUPERUSER PASSWORD :'password';
CREATE DATABASE genii OWNER genii;
\connect genii
CREATE EXTENSION vector;
CREATE EXTENSION pg_cron;
GRANT USAGE ON SCHEMA cron TO genii;
SQL
