#!/bin/bash
# backup.sh FOLDER RECIPIENT: the database, then the files, each encrypted for an age key before it is written.
# From the folder of docker-compose.yml. A backup that fails leaves no file with a backup's name.
set -euo pipefail
umask 077

folder=${1:?"usage : docker/backup.sh DOSSIER age1…"} recipient=${2:?"usage : docker/backup.sh DOSSIER age1…"}
moment=$(date +%Y-%m-%dT%H%M%S)
mkdir -p "$folder"
trap 'rm -f "$folder/portail-$moment".*.partial' EXIT

keep() { # NAME: stdin, encrypted; complete or absent
    age --recipient "$recipient" --output "$folder/$1.partial"
}

docker compose exec -T database pg_dump --username portal_backup --format custom portal \
    | keep "portail-$moment.dump.age"
# After the database: a file is written before the row that names it.
docker compose exec -T worker sh -c 'mkdir -p "$PORTAL_VAR/files" && tar -C "$PORTAL_VAR" -c files' \
    | keep "portail-$moment.tar.age"

for name in "portail-$moment.dump.age" "portail-$moment.tar.age"; do
    mv "$folder/$name.partial" "$folder/$name"
done
echo "$folder/portail-$moment"
