#!/usr/bin/env bash
# Kills a study ten times at random moments, goes on each time, and compares the result with that of a run that nobody
# disturbed: the same bytes in every file but for times. From the root of the checkout:
#   experiments/stoplight/kill-test.sh [stoplight|layers|photo|robustness [SEED]]
# Takes about ten times as long as the study. RUN may name another launcher.
set -u
RUN=${RUN:-./conductance4j}
study=${1:-stoplight}
RANDOM=${2:-1}
case $study in
  stoplight) args=(configs/stoplight.yaml) ;;
  layers) args=(configs/stoplight-layers.yaml) ;;
  photo) args=(configs/stoplight-photo.yaml) ;;
  robustness) args=(configs/stoplight-robustness.yaml --set 'robustness.layers=[blocks.4]'
    --set 'robustness.objectives=[probability, logit]' --set 'robustness.path={rule: midpoint, steps: 16}') ;;
  *) echo "stoplight, layers, photo or robustness, got $study" >&2; exit 2 ;;
esac
folder=$(mktemp -d)
now() { date +%s.%N; }

begun=$(now)
$RUN run "${args[@]}" --quiet --out "$folder/whole" || exit 1
whole=$(echo "$(now) - $begun" | bc)
echo "undisturbed: $whole s"

kills=0
most=0
while [ $kills -lt 10 ]; do
  $RUN run "${args[@]}" --quiet --out "$folder/killed" --resume >/dev/null 2>&1 &
  run=$!
  # From within the start of the JVM to half of the study.
  sleep "$(echo "1 + $whole * $((RANDOM % 1000)) / 2000" | bc -l)"
  if kill -0 $run 2>/dev/null; then
    child=$(pgrep -P $run || true)
    kill -9 $run $child 2>/dev/null
    wait $run 2>/dev/null
    kills=$((kills + 1))
    [ -e "$folder/killed" ] && { echo "a result stood before the study was done"; exit 1; }
    parts=$(find "$folder/.killed.work" -name '*.part.json' 2>/dev/null | wc -l)
    [ "$parts" -lt "$most" ] && { echo "parts that were done are lost: $parts of $most"; exit 1; }
    most=$parts
    echo "kill $kills: $parts parts kept"
  else
    echo "the study ended before kill $((kills + 1)); begin anew"
    rm -rf "$folder/killed" "$folder/.killed.work"
    most=0
  fi
done
$RUN run "${args[@]}" --quiet --out "$folder/killed" --resume || exit 1
[ -e "$folder/.killed.work" ] && { echo "the work folder was left"; exit 1; }

stages='load|path|sweep|maps|layers|replication|comparison|robustness|baselines|stability|accuracy|path-study'
times="\"(total|$stages)\" : [0-9.]+,?\$|\"started\"|\"wall_seconds\""
bad=0
while read -r file; do
  case "$file" in
    *.json) cmp -s <(grep -vE "$times" "$folder/whole/$file") <(grep -vE "$times" "$folder/killed/$file") ;;
    *report.html) cmp -s <(grep -vE '<td>(Started|Took|time)</td>|The whole run took' "$folder/whole/$file") \
      <(grep -vE '<td>(Started|Took|time)</td>|The whole run took' "$folder/killed/$file") ;;
    *) cmp -s "$folder/whole/$file" "$folder/killed/$file" ;;
  esac || { echo "differs: $file"; bad=1; }
done < <(cd "$folder/whole" && find . -type f | sort)
count=$(find "$folder/whole" -type f | wc -l)
[ "$count" = "$(find "$folder/killed" -type f | wc -l)" ] || { echo "another number of files"; bad=1; }
[ $bad = 0 ] && echo "ten kills, $count files, the same bytes"
rm -rf "$folder"
exit $bad
