#!/bin/sh
# Writes a dump of the database to backups/. Run by hand before a release.
set -eu

: "${DATABASE_URL:?is not set}"
dir="${BACKUP_DIR:-backups}"
mkdir -p "$dir"
file="$dir/clinic-$(date -u +%Y%m%dT%H%M%SZ).sql.gz"
pg_dump --no-owner "$DATABASE_URL" | gzip >"$file"
echo "wrote $file"
