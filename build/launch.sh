# Sourced by ../odeon and ../verify, and by bin/odeon of a package, which set $name for messages,
# $root to the checkout or the package, and $launch to the folder of this file.

. "$launch/jdk.sh"
if [ -f "$launch/app.sh" ]; then
  . "$launch/app.sh"
else
  . "$launch/installed.sh"
fi

die() {
  echo "$name: $1" >&2
  exit 1
}

# Wrong usage.
refuse() {
  echo "$name: $1" >&2
  exit 2
}

# A closed stream is opened on /dev/null: the JVM would open a file of its own in its place, and a
# command would read that one, or write into it.
open_streams() {
  if ! true 3<&0; then exec </dev/null; fi 2>/dev/null
  if ! true 3>&1; then exec >/dev/null; fi 2>/dev/null
  if ! true 3>&2; then exec 2>/dev/null; fi
  # bash leaves the script itself there.
  # shellcheck disable=SC3013 # only bash comes here
  if [ -n "${BASH_VERSION:-}" ] && [ /dev/fd/2 -ef "$0" ]; then exec 2>/dev/null; fi
}

# Arguments and names of files are UTF-8, whatever the locale: in another the JVM would read them as
# question marks, and a UTF-8 locale that is not installed is another. C.UTF-8 is a folder, or part
# of the C library, or missing in an old one, which may have others.
use_utf8() {
  export LC_ALL=C.UTF-8
  if [ ! -d /usr/lib/locale/C.utf8 ] && [ ! -d /usr/lib/locale/C.UTF-8 ] &&
    charmap=$(locale charmap 2>/dev/null) && [ "$charmap" != UTF-8 ]; then
    for installed in $(locale -a 2>/dev/null); do
      case $installed in *[Uu][Tt][Ff]8 | *[Uu][Tt][Ff]-8) LC_ALL=$installed ;; esac
    done
  fi
  case $root in
    *[!\ -~]*)
      if command -v iconv >/dev/null && ! printf %s "$root" | iconv -f UTF-8 -t UTF-8 >/dev/null 2>&1; then
        die "the path of this folder is not UTF-8: rename it, or move Odeon elsewhere"
      fi
      ;;
  esac
}

# Sets reached to a path of $app that can stand in a class path, where a colon ends a path, and
# class_path to what is in it. The descriptor is the JVM's after exec, and its children find it here.
reach_app() {
  reached=$app
  case $app in
    *:*)
      [ -d "/proc/$$/fd" ] || die "the path $app has a colon, which a class path cannot have: move Odeon elsewhere"
      exec 8<"$app"
      reached=/proc/$$/fd/8
      ;;
  esac
  class_path=$reached/odeon-cli.jar:$reached/odeon-demo.jar:$reached/odeon-bench.jar
}

# Sets cache to the file in $app that is the JDK's ahead-of-time cache, or to nothing where there is
# none: then all works, later. It is made at the first start with a JDK, where $app can be written;
# an empty file is one that could not be made.
find_cache() {
  cache=odeon-${content:+$content-}$jdk_version.aot
  if [ ! -e "$app/$cache" ] && [ -w "$app" ]; then make_cache; fi
  if [ ! -s "$app/$cache" ]; then cache=; fi
}

# From a run of the commonest commands. Whoever starts meanwhile does without it.
make_cache() {
  { command exec 7>"$app/lock" || return 0; } 2>/dev/null
  if ! command -v flock >/dev/null || flock -n 7; then
    progress "preparing fast starts with JDK $jdk_version: once, about 10 s"
    "$JDK/bin/java" @"$launch/jvm.options" -XX:AOTCacheOutput="$reached/$cache.new" \
      -cp "$class_path" dev.odeon.cli.main.AotTraining </dev/null >"$app/aot.log" 2>&1 ||
      rm -f "$app/$cache.new"
    [ -f "$app/$cache.new" ] || : >"$app/$cache.new"
    mv "$app/$cache.new" "$app/$cache"
    progress_end
  fi
  exec 7>&-
}

# Whether somebody sees standard error as it is written.
watched() {
  [ -t 2 ] && [ "${TERM:-dumb}" != dumb ]
}

# Says what a long work is at: lines, or on a terminal one that is drawn again.
progress() {
  if watched; then
    printf '\r\033[K%s: %s' "$name" "$1" >&2
  else
    echo "$name: $1" >&2
  fi
}

progress_end() {
  if watched; then printf '\r\033[K' >&2; fi
}

# Becomes the JVM.
run() {
  reach_app
  find_cache
  set -f # options are words, not patterns
  # shellcheck disable=SC2086
  exec "$JDK/bin/java" @"$launch/jvm.options" ${cache:+"-XX:AOTCache=$reached/$cache"} ${ODEON_JAVA_OPTS:-} \
    -cp "$class_path" dev.odeon.cli.main.Main "$@"
}
