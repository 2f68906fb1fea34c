#!/bin/bash
# Run once by the postgres image, on an empty volume: the same roles as the embedded server (launcher/roles.sql).
set -euo pipefail

psql --username "$POSTGRES_USER" --dbname postgres --set ON_ERROR_STOP=1 \
    --set owner_password="$PORTAL_OWNER_PASSWORD" --set app_password="$PORTAL_APP_PASSWORD" \
    --file /portal-roles.sql

# Backups are made from outside by their own account; its password only opens what it may read.
psql --username "$POSTGRES_USER" --dbname postgres --set ON_ERROR_STOP=1 \
    --set backup_password="$PORTAL_BACKUP_PASSWORD" <<'SQL'
ALTER ROLE portal_backup LOGIN PASSWORD :'backup_password';
SQL
