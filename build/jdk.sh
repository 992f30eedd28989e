# Sourced by ../odeon and ../verify, which set $name for messages.
# find_jdk sets JDK to the home of a JDK 25 or newer, or says what to install and exits.

die() {
  echo "$name: $1" >&2
  exit 1
}

# Reads the file a JDK describes itself in rather than running java, which takes longer than the
# whole of a start that needs no build.
is_jdk() {
  [ -x "$1/bin/java" ] && [ -x "$1/bin/javac" ] || return 1
  version=
  if [ -r "$1/release" ]; then
    while IFS= read -r line; do
      case $line in JAVA_VERSION=*) version=${line#*\"} ;; esac
    done <"$1/release"
  else
    version=$("$1/bin/java" -version 2>&1) || return 1
    version=${version#*version \"}
  fi
  version=${version%%[!0-9]*}
  [ "${version:-0}" -ge 25 ]
}

find_jdk() {
  if [ -n "${ODEON_JAVA_HOME:-}" ]; then
    is_jdk "$ODEON_JAVA_HOME" ||
      die "ODEON_JAVA_HOME=$ODEON_JAVA_HOME is not a JDK 25 or newer; point it at one, or unset it"
    JDK=$ODEON_JAVA_HOME
    return
  fi
  on_path=$(command -v java 2>/dev/null) && on_path=$(readlink -f "$on_path") || on_path=
  for JDK in "${JAVA_HOME:-}" "${on_path%/bin/java}" /usr/lib/jvm/* \
    "${HOME:-}"/.sdkman/candidates/java/* /Library/Java/JavaVirtualMachines/*/Contents/Home; do
    if [ -n "$JDK" ] && is_jdk "$JDK"; then return; fi
  done
  die "no JDK 25 or newer found; install one (Temurin 25, say), or set ODEON_JAVA_HOME to its folder"
}
