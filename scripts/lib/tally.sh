# Shell functions that run checks and tests, count them, and print one summary.

readonly logs=test-results/logs

part_passed=0
part_failed=0
part_left_out=
# What failed, a line each: told once more at the end, where a long run's first lines are out of sight.
failures=

passed() { part_passed=$((part_passed + 1)); }

# failed reason: counts one failure.
failed() {
  printf '\033[31mfailed: %s\033[0m\n' "$1"
  part_failed=$((part_failed + 1))
  failures+="$part: $1"$'\n'
}

# left_out reason: nothing of the part can be tried here, which is no failure.
left_out() {
  note "left out: $*"
  part_left_out=1
}

# named_failures: the failed tests of a run, a line each from standard input.
named_failures() {
  local line
  while IFS= read -r line; do failures+="$part: $line"$'\n'; done
}

log_file() { printf '%s/%s-%s.log' "$logs" "$part" "$(printf %s "$1" | tr -c 'A-Za-z0-9' '-')"; }

# timed name command...: runs it under its name, and says how long it took.
timed() {
  local name=$1 start=$SECONDS status
  shift
  printf '\033[1m── %s: %s\033[0m\n' "$part" "$name"
  "$@"
  status=$?
  note "$name took $((SECONDS - start)) s"
  return "$status"
}

# with_log file command...: runs it; what it says goes into the file as well.
with_log() {
  local file=$1
  shift
  "$@" 2>&1 | tee "$file"
}

# logged name command...: runs it under its name, with its log.
logged() { timed "$1" with_log "$(log_file "$1")" "${@:2}"; }

# check name command...: one check, passed when the command succeeds.
check() { if logged "$@"; then passed; else failed "$1"; fi; }

# Adds the counts of a run. A run that failed, or ran nothing, without naming a failed test counts as one failure.
tally() {
  local name=$1 status=$2 ok=$3 bad=$4
  part_passed=$((part_passed + ok))
  part_failed=$((part_failed + bad))
  if [ "$bad" -gt 0 ]; then
    printf '\033[31mfailed: %s\033[0m\n' "$name"
  elif [ "$status" -ne 0 ]; then
    failed "$name ended with status $status"
  elif [ "$ok" -eq 0 ]; then
    failed "$name ran no test"
  fi
}

# rust_tests name command...: counts the `test result:` lines.
rust_tests() {
  local name=$1 log status
  log=$(log_file "$name")
  logged "$@"
  status=$?
  # shellcheck disable=SC2046 # two words: passed and failed
  tally "$name" "$status" $(awk '
    /^test result:/ { for (i = 2; i <= NF; i++) { if ($i ~ /^passed/) ok += $(i - 1); if ($i ~ /^failed;/) bad += $(i - 1) } }
    END { print ok + 0, bad + 0 }' "$log")
  named_failures < <(awk '/^test .* \.\.\. FAILED$/ { print $2 }' "$log")
}

# tally_tap name status: counts the summary of a log in the Test Anything Protocol.
tally_tap() {
  local log
  log=$(log_file "$1")
  # shellcheck disable=SC2046
  tally "$1" "$2" $(awk '/^# pass / { ok = $3 } /^# fail / { bad = $3 } END { print ok + 0, bad + 0 }' "$log")
  named_failures < <(sed -n 's/^ *not ok [0-9]* - //p' "$log")
}

# node_tests name file...: with Node's own test runner.
node_tests() {
  local name=$1
  shift
  timed "$name" node --test --test-reporter=spec --test-reporter-destination=stdout --test-reporter=tap --test-reporter-destination="$(log_file "$name")" "$@"
  tally_tap "$name" $?
}

# python_tests name command...: a script in tests/python, or one that says what it found in the same way.
python_tests() {
  logged "$@"
  tally_tap "$1" $?
}

# page_tests project: a Playwright project, counted from its JSON report.
page_tests() {
  local report=$logs/$part.json status
  rm -f "$report"
  PLAYWRIGHT_JSON_OUTPUT_FILE=$report timed pages playwright test --config tests/e2e/playwright.config.mjs --project "$1"
  status=$?
  # shellcheck disable=SC2046
  tally "$part" "$status" $(node -e '
    try {
      const { expected, flaky, unexpected } = JSON.parse(require("fs").readFileSync(process.argv[1])).stats;
      console.log(expected, flaky + unexpected);
    } catch {
      console.log(0, 0);
    }' "$report")
  named_failures < <(node scripts/lib/failures.mjs "$report")
}

# run_parts part...: runs part_<name> for each (all if none is named), then prints the summary.
run_parts() {
  local summary="" passed_sum=0 failed_sum=0 part start
  [ $# -eq 0 ] && set -- "${all[@]}"
  for part in "$@"; do
    case " ${all[*]} " in
      *" $part "*) ;;
      *)
        echo "No part \"$part\"; the parts are: ${all[*]}" >&2
        exit 2
        ;;
    esac
  done
  mkdir -p "$logs"
  for part in "$@"; do
    part_passed=0
    part_failed=0
    part_left_out=
    start=$SECONDS
    "part_$part" || failed "$part could not run"
    [ $((part_passed + part_failed)) -eq 0 ] && [ -z "$part_left_out" ] && failed "$part ran no test"
    summary+=$(printf '%-8s %4d passed, %3d failed  (%d s)' "$part" "$part_passed" "$part_failed" $((SECONDS - start)))$'\n'
    passed_sum=$((passed_sum + part_passed))
    failed_sum=$((failed_sum + part_failed))
  done
  [ -n "$failures" ] && printf '\n\033[31m%s\033[0m\n' "${failures%$'\n'}"
  printf '\n%s%d passed, %d failed\n' "$summary" "$passed_sum" "$failed_sum"
  [ "$failed_sum" -eq 0 ]
}
