#!/usr/bin/env bash
# Measures `logah predict` for large models on every backend, to nothing and to disk, against what the
# machine can do: dd with conv=fsync of as many bytes, through the system's cache and past it, a copy of
# memory, and a product of matrices.
#
#   logah-bench/predict-measure.sh [-n RUNS] [-d FOLDER] [-b BACKENDS] [-g HYPERNETWORK] [-N] [MODEL ...]
#
#   -n  runs of each, of which the median is told; 3 without
#   -d  folder on the disk to write to, a temporary one without
#   -b  backends, "libtorch nd4j" without
#   -g  hypernetwork, an untrained logah-tiny without
#   -N  to nothing only
#   MODEL may have options, as "gpt2-large --untied"; without there are gpt2, gpt2-large --untied,
#   gpt2-xl --untied and llama-2-7b --dtype bf16.
#
# Prints Markdown tables. It needs Linux, for the largest resident memory of a process.
set -euo pipefail
export LC_ALL=C

runs=3
parent=${TMPDIR:-/tmp}
backends="libtorch nd4j"
ghn=(--ghn logah-tiny)
disk=true
while getopts n:d:b:g:N option; do
  case $option in
    n) runs=$OPTARG ;;
    d) parent=$OPTARG ;;
    b) backends=$OPTARG ;;
    g) ghn=(--ghn "$OPTARG") ;;
    N) disk=false ;;
    *) exit 2 ;;
  esac
done
shift $((OPTIND - 1))
[ $# -gt 0 ] || set -- gpt2 "gpt2-large --untied" "gpt2-xl --untied" "llama-2-7b --dtype bf16"
[ -r /proc/self/status ] || { echo "there is no /proc, where Linux tells a process's memory" >&2; exit 1; }

root=$(cd -P "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
work=$(mktemp -d "$parent/logah-predict-measure.XXXXXX")
trap 'rm -rf "$work"' EXIT

since() {
  awk -v a="$1" -v b="$EPOCHREALTIME" 'BEGIN { printf "%.3f", b - a }'
}

# The median of column $1 of the file $2.
median() {
  awk -v c="$1" '{ print $c }' "$2" | sort -n |
    awk '{ v[NR] = $1 } END { print NR % 2 ? v[(NR + 1) / 2] : (v[NR / 2] + v[NR / 2 + 1]) / 2 }'
}

# The number of the field $1 in the JSON on one line in $2.
field() {
  sed -n "s/.*\"$1\":\\([0-9.eE+-]*\\).*/\\1/p" "$2"
}

# Seconds that dd takes for $1 bytes, with more options.
copy_zeros() {
  local start=$EPOCHREALTIME
  dd if=/dev/zero of="$work/zero" bs=8M count="$1" iflag=count_bytes conv=fsync "${@:2}" 2>/dev/null ||
    start=$EPOCHREALTIME # refused: no time
  since "$start"
  rm -f "$work/zero"
}

# Predicts with the given arguments; appends "seconds VmHWM-in-kB decoder-FLOP/s" to the file $1.
predict() {
  local target=$1 start pid peak=0 value
  shift
  start=$EPOCHREALTIME
  "$root/logah" predict "$@" "${ghn[@]}" --quiet --json --profile >"$work/json" 2>"$work/log" &
  pid=$!
  while kill -0 "$pid" 2>/dev/null; do
    value=$(sed -n 's/^VmHWM:[^0-9]*\([0-9]*\).*/\1/p' "/proc/$pid/status" 2>/dev/null || true)
    [ "${value:-0}" -le "$peak" ] || peak=$value
    sleep 0.05
  done
  wait "$pid" || { cat "$work/log" >&2; exit 1; }
  echo "$(since "$start") $peak $(field decoder_flops "$work/json")" >>"$target"
}

echo "load before: $(cut -d' ' -f1-3 /proc/loadavg), $(nproc) processors"
"$root/logah" info >/dev/null
declare -A copy matmul
for backend in $backends; do
  read -r _ rate _ peak_flops < <(OPENBLAS_NUM_THREADS=$(nproc) "$root/logah" bench --rates "$backend" 2>"$work/log") || { cat "$work/log" >&2; exit 1; }
  copy[$backend]=$rate
  matmul[$backend]=$peak_flops
  awk -v b="$backend" -v c="$rate" -v m="$peak_flops" \
    'BEGIN { printf "%s: memory copy %.2f GB/s, product of matrices %.1f GFLOP/s\n", b, c / 1e9, m / 1e9 }'
done

echo
echo "| model | backend | to | time s | GB/s | share of dd | share of memory copy | decoder GFLOP/s | share of matmul | peak MiB |"
echo "|---|---|---|---|---|---|---|---|---|---|"
for model in "$@"; do
  read -ra words <<<"$model"
  for backend in $backends; do
    targets=(none)
    [ "$disk" = false ] || targets+=(disk)
    for to in "${targets[@]}"; do
      rm -f "$work/runs" "$work/dd"
      for ((run = 1; run <= runs; run++)); do
        if [ "$to" = none ]; then
          predict "$work/runs" "${words[@]}" --backend "$backend" --out none
        else
          bytes=$(field bytes "$work/json")
          echo "$(copy_zeros "$bytes") $(copy_zeros "$bytes" oflag=direct)" >>"$work/dd"
          predict "$work/runs" "${words[@]}" --backend "$backend" --out "$work/out"
          rm -r "$work/out"
        fi
      done
      awk -v model="$model" -v backend="$backend" -v to="$to" -v bytes="$(field bytes "$work/json")" \
        -v seconds="$(median 1 "$work/runs")" -v peak="$(median 2 "$work/runs")" \
        -v flops="$(median 3 "$work/runs")" -v matmul="${matmul[$backend]}" -v copy="${copy[$backend]}" \
        -v dd="$([ "$to" = none ] || median 1 "$work/dd")" \
        -v direct="$([ "$to" = none ] || median 2 "$work/dd")" 'BEGIN {
          rate = bytes / seconds
          printf "| %s | %s | %s | %.2f | %.2f | %s | %.0f %% | %.1f | %.0f %% | %.0f |\n",
            model, backend, to, seconds, rate / 1e9,
            dd == "" ? "–" : sprintf("%.0f %% (dd %.2f s%s)", 100 * dd / seconds, dd,
              direct < 0.01 ? "" : sprintf(", past the cache %.2f s", direct)),
            100 * rate / copy, flops / 1e9, 100 * flops / matmul, peak / 1024
        }'
    done
  done
done
echo
echo "load after: $(cut -d' ' -f1-3 /proc/loadavg)"
