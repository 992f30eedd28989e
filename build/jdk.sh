# Sourced by launch.sh.
# find_jdk sets JDK to the home of a JDK 25 or newer and jdk_version to its version, or says what to
# install and exits.

# Reads the file a JDK describes itself in rather than running java, which takes longer than the
# whole of a start that needs no build.
is_jdk() {
  [ -x "$1/bin/java" ] && [ -x "$1/bin/javac" ] || return 1
  jdk_version=
  if [ -r "$1/release" ]; then
    while IFS= read -r line; do
      case $line in JAVA_VERSION=*) jdk_version=${line#*\"} ;; esac
    done <"$1/release"
  else
    jdk_version=$("$1/bin/java" -version 2>&1) || return 1
    jdk_version=${jdk_version#*version \"}
  fi
  jdk_version=${jdk_version%%[!0-9A-Za-z.+_-]*}
  feature=${jdk_version%%[!0-9]*}
  [ "${feature:-0}" -ge 25 ]
}

find_jdk() {
  if [ -n "${ODEON_JAVA_HOME:-}" ]; then
    is_jdk "$ODEON_JAVA_HOME" ||
      die "ODEON_JAVA_HOME=$ODEON_JAVA_HOME is not a JDK 25 or newer; point it at one, or unset it"
    case $ODEON_JAVA_HOME in /*) JDK=$ODEON_JAVA_HOME ;; *) JDK=$PWD/$ODEON_JAVA_HOME ;; esac
    return
  fi
  on_path=$(command -v java 2>/dev/null) && on_path=$(readlink -f -- "$on_path") || on_path=
  for JDK in "${JAVA_HOME:-}" "${on_path%/bin/java}" /usr/lib/jvm/* \
    ${HOME:+"$HOME"/.sdkman/candidates/java/*} /Library/Java/JavaVirtualMachines/*/Contents/Home; do
    case $JDK in /*) if is_jdk "$JDK"; then return; fi ;; esac
  done
  die "no JDK 25 or newer found; install one (Temurin 25, say), or set ODEON_JAVA_HOME to its folder"
}
