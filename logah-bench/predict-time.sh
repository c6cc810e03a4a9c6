#!/usr/bin/env bash
# Times `logah predict` against writing the same number of bytes with dd, in alternating pairs, and
# reads the largest resident memory of the Java process.
#
#   logah-bench/predict-time.sh [-n PAIRS] [-d FOLDER] [-s] [MODEL [OPTION ...]]
#
#   -n  number of pairs, 3 without
#   -d  folder on the disk to write to, a temporary one without
#   -s  predict once more and require the same bytes
#   MODEL is gpt2-large --untied without; options are passed to predict.
set -euo pipefail
export LC_ALL=C

pairs=3
parent=${TMPDIR:-/tmp}
same=false
while getopts n:d:s option; do
  case $option in
    n) pairs=$OPTARG ;;
    d) parent=$OPTARG ;;
    s) same=true ;;
    *) exit 2 ;;
  esac
done
shift $((OPTIND - 1))
[ $# -gt 0 ] || set -- gpt2-large --untied

root=$(cd -P "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
work=$(mktemp -d "$parent/logah-predict-time.XXXXXX")
trap 'rm -rf "$work"' EXIT

now() {
  # bash 5 has EPOCHREALTIME
  echo "${EPOCHREALTIME:-$(date +%s.%N)}"
}

since() {
  awk -v a="$1" -v b="$(now)" 'BEGIN { printf "%.2f", b - a }'
}

median() {
  sort -n | awk '{ v[NR] = $1 } END { print NR % 2 ? v[(NR + 1) / 2] : (v[NR / 2] + v[NR / 2 + 1]) / 2 }'
}

# Predicts into the folder $1; sets seconds and peak (kB, 0 where there is no /proc).
predict() {
  local folder=$1 start pid value
  shift
  start=$(now)
  "$root/logah" predict "$@" --quiet --out "$folder" >"$work/log" 2>&1 &
  pid=$!
  peak=0
  while kill -0 "$pid" 2>/dev/null; do
    value=$(sed -n 's/^VmHWM:[^0-9]*\([0-9]*\).*/\1/p' "/proc/$pid/status" 2>/dev/null || true)
    [ "${value:-0}" -le "$peak" ] || peak=$value
    sleep 0.05
  done
  wait "$pid" || { cat "$work/log" >&2; exit 1; }
  seconds=$(since "$start")
}

digest() {
  (cd "$1" && find . -type f | sort | xargs sha256sum)
}

echo "first run, not counted, which builds what is missing: logah predict $*"
predict "$work/first" "$@"
bytes=$(find "$work/first" -name '*.safetensors' -exec wc -c {} + | awk 'END { print $1 }')
[ "$same" = false ] || digest "$work/first" >"$work/first.sums"
rm -r "$work/first"
sync

: >"$work/predict.times"
: >"$work/dd.times"
for ((pair = 1; pair <= pairs; pair++)); do
  start=$(now)
  dd if=/dev/zero of="$work/zero" bs=8M count="$bytes" iflag=count_bytes conv=fsync 2>/dev/null
  dd_seconds=$(since "$start")
  rm "$work/zero"
  predict "$work/out" "$@"
  if [ "$same" = true ]; then
    digest "$work/out" | cmp - "$work/first.sums" || { echo "the bytes differ"; exit 1; }
  fi
  rm -r "$work/out"
  echo "pair $pair: $bytes bytes, dd $dd_seconds s, predict $seconds s, peak memory $((peak / 1024)) MiB"
  echo "$seconds" >>"$work/predict.times"
  echo "$dd_seconds" >>"$work/dd.times"
done
[ "$same" = false ] || echo "same seed, same bytes: $((pairs + 1)) runs agree"

awk -v p="$(median <"$work/predict.times")" -v d="$(median <"$work/dd.times")" 'BEGIN {
  limit = 1.3 * d + 3
  printf "predict median %.2f s; dd median %.2f s; ratio %.2f; limit 1.3 x dd + 3 s = %.2f s: %s\n",
    p, d, p / d, limit, p <= limit ? "within" : "EXCEEDED"
}'
