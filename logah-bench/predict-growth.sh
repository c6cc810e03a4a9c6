#!/usr/bin/env bash
# Measures how time and memory of `logah predict --out none` grow with the depth and the width of a
# GPT-2 and with the rank of the hypernetwork.
#
#   logah-bench/predict-growth.sh [-n RUNS] [-b BACKENDS] [-o FOLDER]
#
#   -n  runs of each, of which the median is told; 3 without
#   -b  backends, "libtorch nd4j" without
#   -o  folder for time.jsonl, memory.jsonl, time.png and memory.png; . without
#
# Time is that of the prediction, without the start of Java. It needs Linux, for the largest resident
# memory of a process.
set -euo pipefail
export LC_ALL=C

runs=3
backends="libtorch nd4j"
out=.
while getopts n:b:o: option; do
  case $option in
    n) runs=$OPTARG ;;
    b) backends=$OPTARG ;;
    o) out=$OPTARG ;;
    *) exit 2 ;;
  esac
done

root=$(cd -P "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir -p "$out"
: >"$work/time.jsonl"
: >"$work/memory.jsonl"

# The number of the field $1 in the JSON on one line in $2.
field() {
  sed -n "s/.*\"$1\":\\([0-9.eE+-]*\\).*/\\1/p" "$2"
}

median() {
  sort -n "$1" | awk '{ v[NR] = $1 } END { print NR % 2 ? v[(NR + 1) / 2] : (v[NR / 2] + v[NR / 2 + 1]) / 2 }'
}

# Largest resident memory in MiB of predicting with the given arguments, whose JSON goes to $work/json.
predict() {
  local pid peak=0 value
  "$root/logah" predict "$@" --out none --quiet --json >"$work/json" 2>"$work/log" &
  pid=$!
  while kill -0 "$pid" 2>/dev/null; do
    value=$(sed -n 's/^VmHWM:[^0-9]*\([0-9]*\).*/\1/p' "/proc/$pid/status" 2>/dev/null || true)
    [ "${value:-0}" -le "$peak" ] || peak=$value
    sleep 0.02
  done
  wait "$pid" || { cat "$work/log" >&2; exit 1; }
  awk -v kb="$peak" 'BEGIN { print kb / 1024 }'
}

# measure PANEL X ARGUMENTS...
measure() {
  local panel=$1 x=$2 backend run
  shift 2
  for backend in $backends; do
    : >"$work/seconds"
    : >"$work/peaks"
    for ((run = 1; run <= runs; run++)); do
      predict "$@" --backend "$backend" >>"$work/peaks"
      field seconds "$work/json" >>"$work/seconds"
    done
    local line='{"panel":"%s","series":"%s","x":%s,"mean":%s,"deviation":0}\n'
    # shellcheck disable=SC2059
    printf "$line" "$panel" "$backend" "$x" "$(median "$work/seconds")" >>"$work/time.jsonl"
    # shellcheck disable=SC2059
    printf "$line" "$panel" "$backend" "$x" "$(median "$work/peaks")" >>"$work/memory.jsonl"
    echo "$panel $x, $backend: $(field parameters "$work/json") parameters, $(median "$work/seconds") s, $(median "$work/peaks") MiB"
  done
}

# gpt2 LAYERS WIDTH: a configuration, untied, whose heads are 64 wide.
gpt2() {
  local file=$work/gpt2-$1-$2.json
  printf '{"model_type":"gpt2","vocab_size":50257,"n_positions":1024,"n_layer":%d,"n_embd":%d,"n_head":%d,"tie_word_embeddings":false}\n' \
    "$1" "$2" $(($2 / 64)) >"$file"
  echo "$file"
}

echo "load before: $(cut -d' ' -f1-3 /proc/loadavg), $(nproc) processors"
"$root/logah" info >/dev/null
for layers in 6 12 24 48 96 192; do
  measure "layers, at width 1024" "$layers" "$(gpt2 "$layers" 1024)"
done
for width in 256 512 1024 2048 4096; do
  measure "width, at 12 layers" "$width" "$(gpt2 12 "$width")"
done
for preset in 32:logah-tiny 90:logah-small 128:logah-base 256:logah-large; do
  measure "rank, for GPT-2 Large" "${preset%%:*}" gpt2-large --untied --ghn "${preset#*:}"
done
echo "load after: $(cut -d' ' -f1-3 /proc/loadavg)"
cp "$work/time.jsonl" "$work/memory.jsonl" "$out"
"$root/logah" plot "$out/time.jsonl" --sizes --title "Time of a prediction to nothing" \
  --x "layers, width, rank" --y "time (s)" --out "$out/time.png"
"$root/logah" plot "$out/memory.jsonl" --sizes --title "Peak resident memory" \
  --x "layers, width, rank" --y "memory (MiB)" --out "$out/memory.png"
