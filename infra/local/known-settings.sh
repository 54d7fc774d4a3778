# shellcheck shell=bash
# Sourced by the scripts that read settings.

# Warns, on standard error, of variables of ours that nobody reads, with the name that was probably
# meant; never of a value. The names are those of docs/operations.md, where that is at hand.
warn_of_unknown_settings() { # script
  local table=$root/docs/operations.md
  [ -r "$table" ] || return 0
  compgen -e | awk -v script="$1" '
    function least(a, b) { return a < b ? a : b }
    # Letters to put in, take out or change (Levenshtein).
    function distance(one, other,    i, j, m, n, d) {
      m = length(one); n = length(other)
      for (j = 0; j <= n; j++) d[0, j] = j
      for (i = 1; i <= m; i++) {
        d[i, 0] = i
        for (j = 1; j <= n; j++)
          d[i, j] = least(d[i-1, j-1] + (substr(one, i, 1) != substr(other, j, 1)),
            least(d[i-1, j], d[i, j-1]) + 1)
      }
      return d[m, n]
    }
    FNR == NR {
      if ($0 ~ /^\| `/) {
        cell = $0; sub(/^\|/, "", cell); sub(/\|.*/, "", cell)
        while (match(cell, /`[A-Z][A-Z0-9_]*_[A-Z0-9_]*`/)) {
          known[substr(cell, RSTART + 1, RLENGTH - 2)]
          cell = substr(cell, RSTART + RLENGTH)
        }
      }
      next
    }
    /^GENII_/ && !($0 in known) && !/^GENII_(LOCAL_LOG|DB_OWNER_PASSWORD|BIND)$/ {
      near = 3; likely = ""
      for (name in known) { far = distance($0, name); if (far < near) { near = far; likely = name } }
      printf "%s: %s is no setting and has no effect; %s\n", script, $0,
        likely == "" ? "docs/operations.md lists them." : "did you mean " likely "?"
    }' "$table" - >&2
}
