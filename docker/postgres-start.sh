#!/usr/bin/env bash
# Starts the database container once no password is missing. The image alone would lay out the folder of the database
# first and fail afterwards; the next start would find the folder there, and run it without the roles of Merzim.
set -euo pipefail

for name in POSTGRES_PASSWORD MERZIM_OWNER_PASSWORD MERZIM_DB_PASSWORD; do
  [ -n "${!name:-}" ] || { echo "postgres-start: $name is empty; put it into .env" >&2; exit 1; }
done

exec docker-entrypoint.sh "$@"
