#!/usr/bin/env bash
# Makes the two roles by which Merzim comes to the database; neither is a superuser:
#   merzim_owner  owns the database and its schema, and runs the migrations
#   merzim        reads and writes rows, and makes, changes or drops no table
# The image of PostgreSQL runs this once, when it lays out a new database. It may be run again: the roles get the
# passwords that are in the environment then.
set -euo pipefail

for name in MERZIM_OWNER_PASSWORD MERZIM_DB_PASSWORD; do
  [ -n "${!name:-}" ] || { echo "postgres-roles: $name is empty; put it into .env" >&2; exit 1; }
done

psql --no-psqlrc --no-password --quiet --set ON_ERROR_STOP=1 --username "$POSTGRES_USER" --dbname "$POSTGRES_DB" <<'SQL'
\getenv owner_password MERZIM_OWNER_PASSWORD
\getenv password MERZIM_DB_PASSWORD

-- The log quotes a statement that fails. These have passwords in them.
SET log_min_error_statement = panic;

BEGIN;

SELECT format('CREATE ROLE %I', name)
FROM unnest(ARRAY['merzim_owner', 'merzim']) AS name
WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = name)
\gexec

ALTER ROLE merzim_owner
  LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS PASSWORD :'owner_password';
ALTER ROLE merzim
  LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS PASSWORD :'password';

-- Nobody comes to any database but these two to this one.
REVOKE ALL ON DATABASE :"DBNAME", postgres, template1 FROM PUBLIC;
ALTER DATABASE :"DBNAME" OWNER TO merzim_owner;
GRANT CONNECT ON DATABASE :"DBNAME" TO merzim;

ALTER SCHEMA public OWNER TO merzim_owner;
REVOKE ALL ON SCHEMA public FROM PUBLIC;
GRANT USAGE ON SCHEMA public TO merzim;

-- What the migrations will make.
ALTER DEFAULT PRIVILEGES FOR ROLE merzim_owner IN SCHEMA public
  GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO merzim;
ALTER DEFAULT PRIVILEGES FOR ROLE merzim_owner IN SCHEMA public
  GRANT USAGE, SELECT ON SEQUENCES TO merzim;

COMMIT;
SQL
