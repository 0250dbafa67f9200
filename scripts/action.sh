#!/bin/sh
# Audits a repository in a workflow: a summary for people, SARIF for code scanning, and an exit code for the check. What it is
# told comes in the environment, so that nothing of it is run as a command.
set -eu

scaffold="${SCAFFOLD:-$RUNNER_TEMP/scaffold}"
report="$RUNNER_TEMP/production-readiness"

set -- audit "${DIRECTORY:-.}"
for gap in ${ONLY:-}; do
  set -- "$@" --only "$gap"
done
if [ -n "${BASELINE:-}" ]; then
  set -- "$@" --baseline "$BASELINE"
fi

# A report of each form is written whatever the findings; exit code 8 says that they are too many, which the last run tells.
written() {
  code=0
  "$scaffold" "$@" || code=$?
  if [ "$code" -ne 0 ] && [ "$code" -ne 8 ]; then
    exit "$code"
  fi
}
written "$@" --format json --out "$report.json"
written "$@" --format markdown --out "$report.md"
written "$@" --format sarif --out "$report.sarif"

cat "$report.md" >> "$GITHUB_STEP_SUMMARY"
{
  echo "sarif=$report.sarif"
  sed -n 's/^  "score": \([0-9]*\),$/score=\1/p' "$report.json"
  # The levels stand in their order, and one that is reached says so on the line after its name.
  echo "level=$(sed -n '/^  "levels": /,/^  \]/p' "$report.json" | awk -F'"' '/"level":/ { name = $4 } /"reached": true/ { last = name } END { print last }')"
} >> "$GITHUB_OUTPUT"

if [ -n "${FAIL_UNDER:-}" ]; then
  set -- "$@" --fail-under "$FAIL_UNDER"
fi
exec "$scaffold" "$@"
