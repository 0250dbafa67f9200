#!/bin/sh
# Installs what the tests need and this machine lacks: Redis, PostgreSQL, and what created scripts are run and checked by.
# Servers are started by the tests themselves, on free ports and in temporary folders.
set -eu

as_root() {
	if [ "$(id -u)" -eq 0 ]; then "$@"; else sudo "$@"; fi
}

need() {
	for tool in "$@"; do
		command -v "$tool" >/dev/null 2>&1 || { echo "setup: $tool is missing; install it first" >&2; exit 1; }
	done
}

need go node npm git

add() {
	as_root apt-get update -qq
	as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$1" >/dev/null
}

ls /usr/lib/postgresql/*/bin/postgres >/dev/null 2>&1 || add postgresql
for tool in prometheus prometheus-alertmanager redis-server curl dash openssl shellcheck chromium age rclone; do
	command -v "$tool" >/dev/null 2>&1 || add "$tool"
done
command -v aws >/dev/null 2>&1 || add awscli

go mod download
