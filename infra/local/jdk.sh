# Sourced by infra/install, infra/up, infra/token and .ci/run.

# Prints "MAJOR HOME" of each JDK on the machine: JAVA_HOME, PATH, and where packages and
# version managers put them.
list_jdks() {
  local home javac line major
  javac=$(command -v javac 2>/dev/null) && javac=$(readlink -f "$javac")
  for home in "${JAVA_HOME:-}" "${javac:+${javac%/bin/javac}}" /usr/lib/jvm/* /opt/*jdk* \
    "${HOME:-/nonexistent}"/.sdkman/candidates/java/* "${HOME:-/nonexistent}"/.jdks/*; do
    [ -x "$home/bin/javac" ] && [ -r "$home/release" ] || continue
    while IFS= read -r line; do
      case $line in
        JAVA_VERSION=*)
          major=${line#*\"}
          major=${major%%[.\"+-]*}
          printf '%s %s\n' "$major" "$home"
          ;;
      esac
    done <"$home/release"
  done
}

# Prints the home of the newest JDK of at least version 21; fails when there is none.
find_jdk() {
  local major home best=20 best_home=
  while read -r major home; do
    if [ "$major" -gt "$best" ] 2>/dev/null; then
      best=$major
      best_home=$home
    fi
  done < <(list_jdks)
  [ -n "$best_home" ] && printf '%s\n' "$best_home"
}
