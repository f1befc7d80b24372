#!/usr/bin/env bash
# Kills the study of windows ten times at random moments, goes on each time, and compares the result with that of a run
# that nobody disturbed: the same bytes in every file but for times. From the root of the checkout:
#   experiments/window/kill-test.sh [SEED]
# Takes about five minutes. RUN may name another launcher.
set -u
RUN=${RUN:-./conductance4j}
RANDOM=${1:-1}
folder=$(mktemp -d)
study=(run configs/window.yaml --quiet --set pictures.training.clothing.pictures=600
  --set pictures.held-out.clothing.pictures=200 --set chunk=10 --set bootstrap.resamples=200)
seconds() { date +%s.%N; }

begun=$(seconds)
$RUN "${study[@]}" --out "$folder/whole" || exit 1
whole=$(echo "$(seconds) - $begun" | bc)
echo "undisturbed: $whole s"

kills=0
while [ $kills -lt 10 ]; do
  $RUN "${study[@]}" --out "$folder/killed" --resume >/dev/null &
  run=$!
  # Somewhere within the time that a tenth to a third of the study takes, start of the JVM included.
  sleep "$(echo "2 + $whole * $((RANDOM % 1000)) / 4000" | bc -l)"
  if kill -0 $run 2>/dev/null; then
    child=$(pgrep -P $run || true)
    kill -9 $run $child 2>/dev/null
    wait $run 2>/dev/null
    kills=$((kills + 1))
    [ -e "$folder/killed" ] && { echo "a result stood before the study was done"; exit 1; }
    state=$(stat -c %y "$folder/.killed.work/state.bin" 2>/dev/null || echo none)
    echo "kill $kills: last whole chunk kept at $state"
  else
    echo "the study ended before kill $((kills + 1)); begin anew"
    rm -rf "$folder/killed" "$folder/.killed.work"
  fi
done
$RUN "${study[@]}" --out "$folder/killed" --resume || exit 1
[ -e "$folder/.killed.work" ] && { echo "the work folder was left"; exit 1; }

times='"total"|"started"|"wall_seconds"'
bad=0
while read -r file; do
  case "$file" in
    *.json) cmp -s <(grep -vE "$times" "$folder/whole/$file") <(grep -vE "$times" "$folder/killed/$file") ;;
    *report.html) cmp -s <(grep -vE '<td>(Started|Took)</td>' "$folder/whole/$file") \
      <(grep -vE '<td>(Started|Took)</td>' "$folder/killed/$file") ;;
    *) cmp -s "$folder/whole/$file" "$folder/killed/$file" ;;
  esac || { echo "differs: $file"; bad=1; }
done < <(cd "$folder/whole" && find . -type f | sort)
count=$(find "$folder/whole" -type f | wc -l)
[ "$count" = "$(find "$folder/killed" -type f | wc -l)" ] || { echo "another number of files"; bad=1; }
[ $bad = 0 ] && echo "ten kills, $count files, the same bytes"
rm -rf "$folder"
exit $bad
