# shellcheck shell=bash
# Sourced by infra/backup and infra/restore.

# Gives libpq's programs an address by their environment: a command line can be read by anybody.
use_url() {
  local pattern='^postgres(ql)?://([^:@/]+):([^@/]*)@([^:/?]+)(:([0-9]+))?/([^?]+)(\?sslmode=([a-z-]+))?$'
  [[ $1 =~ $pattern ]] || return 1
  export PGUSER=${BASH_REMATCH[2]} PGHOST=${BASH_REMATCH[4]} PGPORT=${BASH_REMATCH[6]:-5432}
  export PGDATABASE=${BASH_REMATCH[7]} PGSSLMODE=${BASH_REMATCH[9]:-prefer}
  PGPASSWORD=$(printf '%b' "${BASH_REMATCH[3]//%/\\x}")
  export PGPASSWORD
}

# The superuser of the PostgreSQL that infra/up runs; empty when there is none.
local_superuser_url() {
  local folder=${GENII_DATA_DIR:-$root/.genii} password
  password=$(sed -n 's/^postgres\.superuser=//p' "$folder/secrets.properties" 2>/dev/null) || return 0
  printf 'postgresql://postgres:%s@127.0.0.1:%s/genii' "$password" "${GENII_POSTGRES_PORT:-15432}"
}
