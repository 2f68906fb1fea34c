#!/bin/bash
# restore.sh KEYFILE BACKUP: what docker/backup.sh printed, into a portal that holds nothing yet; then checks it.
# Nothing is opened and no mail leaves: that is for whoever has read what it says.
# From the folder of docker-compose.yml, with the .env (vault and index keys) that the backup was made under.
set -euo pipefail

key=${1:?"usage : docker/restore.sh CLÉ SAUVEGARDE"} backup=${2:?"usage : docker/restore.sh CLÉ SAUVEGARDE"}
opened() { age --decrypt --identity "$key" "$1"; }
# A wrong key or a cut file is known before anything is written.
opened "$backup.dump.age" > /dev/null
opened "$backup.tar.age" > /dev/null

docker compose up --detach --wait database
tables=$(docker compose exec -T database psql --username postgres --dbname portal --no-align --tuples-only \
    --command "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'")
if [ "$tables" != 0 ]; then
    echo "Cette base contient déjà $tables tables : rien n'a été changé. Restaurez dans une base neuve." >&2
    exit 1
fi

opened "$backup.dump.age" | docker compose exec -T database \
    pg_restore --username postgres --dbname portal --single-transaction --exit-on-error
opened "$backup.tar.age" | docker compose run --rm --no-deps -T migrate sh -c 'tar -C "$PORTAL_VAR" -x'
docker compose run --rm -T migrate
docker compose run --rm --no-deps -T migrate python manage.py verify_journal
# Neither worker nor scheduler: in a drill they would write to real people.
echo "Restauré et vérifié. Un exercice s’arrête ici. Pour rouvrir : docker compose up --detach --wait"
