# Sourced by launch.sh in a checkout: builds what ./odeon runs with $JDK and keeps it apart from
# Maven's output, so that a build beside it disturbs neither a start nor its cache.
#
#   target/odeon/listing  names, times and sizes of the app's sources
#   target/odeon/content  a hash of what they hold
#   target/odeon/seconds  how long the build took
#   target/odeon/app      odeon-cli.jar, odeon-demo.jar, odeon-bench.jar, lib/, odeon-JDK.aot
#   target/odeon/peers    the jars of what benchmarks compare Odeon with

out=$root/target/odeon
app=$out/app
content=

# The commit of the checkout, with a + behind it if a source differs; nothing where git knows of none.
commit() {
  command -v git >/dev/null || return 0
  [ "$(git -C "$root" rev-parse --show-toplevel 2>/dev/null)" = "$root" ] || return 0
  digits=$(git -C "$root" rev-parse --short=12 HEAD 2>/dev/null) || return 0
  changes=$(git -C "$root" status --porcelain -- pom.xml .mvn build '*/pom.xml' '*/src/main/*') || return 0
  echo "$digits${changes:+"+"}"
}

find_maven() {
  command -v mvn >/dev/null || die "Maven not found; install Maven 3.8 or newer, which builds Odeon"
  # Where there is no home folder, it would make one called "?" in this one.
  [ -n "${HOME:-}" ] || id -un >/dev/null 2>&1 ||
    die "there is no home folder, where Maven keeps the libraries it downloads: set HOME"
}

maven() {
  (
    # A class path cannot name folders with a colon in their path.
    link=
    case $root in
      *:*)
        link=$(mktemp -d)
        ln -s "$root" "$link/odeon"
        set -- -f "$link/odeon/pom.xml" "$@"
        ;;
    esac
    cd -- "$root"
    # The two options silence JDK warnings about Maven's own libraries.
    MAVEN_OPTS="--sun-misc-unsafe-memory-access=allow --enable-native-access=ALL-UNNAMED ${MAVEN_OPTS:-}"
    export MAVEN_OPTS JAVA_HOME="$JDK"
    commit=$(commit)
    if [ -n "$commit" ]; then set -- "-Dodeon.commit=$commit" "$@"; fi
    result=0
    mvn -B -ntp "$@" || result=$?
    if [ -n "$link" ]; then rm -r "$link"; fi
    exit "$result"
  )
}

# The sources of the app, without what editors leave beside them, as find tells of them. A file that
# goes meanwhile is no reason to end.
sources() {
  (
    cd -- "$root"
    find pom.xml .mvn build/app.sh build/jvm.options build/RaiseClassVersions.java */pom.xml */src/main \
      -type f ! -name '.*' ! -name '*~' "$@" 2>/dev/null || true
  )
}

list_sources() {
  sources -printf '%p %T@ %s\n'
}

hash_sources() {
  sources -exec sha256sum {} + | LC_ALL=C sort | sha256sum
}

# True when the app is built from these sources; also where there are none. What a touched file
# holds is looked at once.
is_current() {
  [ -f "$app/odeon-cli.jar" ] || return 1
  [ -f "$root/pom.xml" ] || return 0
  if [ -s "$out/listing" ] && list_sources | cmp -s - "$out/listing" 2>/dev/null; then return 0; fi
  [ -f "$out/content" ] || return 1
  listed=$(list_sources)
  hashed=$(hash_sources)
  [ -n "$hashed" ] && [ "$hashed" = "$(cat "$out/content")" ] || return 1
  { printf '%s\n' "$listed" >"$out/listing.$$" && mv "$out/listing.$$" "$out/listing"; } 2>/dev/null || true
}

# One builder at a time, where the system has flock. Held through descriptor 9 until unlock or exit.
lock() {
  exec 9>"$out/lock"
  command -v flock >/dev/null || return 0
  flock -n 9 && return
  echo "$name: waiting for another build of $root" >&2
  waited=0
  until flock -n 9; do
    [ "$waited" -lt "${ODEON_BUILD_WAIT:-900}" ] ||
      die "another build of $root did not end in $waited s: end it, or set ODEON_BUILD_WAIT to more seconds"
    sleep 1
    waited=$((waited + 1))
  done
}

unlock() {
  exec 9>&-
}

prepare_app() {
  is_current || build_app
}

build_app() {
  if ! mkdir -p "$out" 2>/dev/null || [ ! -w "$out" ]; then
    [ -f "$app/odeon-cli.jar" ] && return
    die "$out cannot be written; build where it can, or make it writable"
  fi
  find_maven
  lock
  if ! is_current; then
    begun=$(date +%s)
    if [ -f "$out/seconds" ]; then
      echo "$name: the sources changed: building, which took $(cat "$out/seconds") s the last time" >&2
    else
      echo "$name: building, which takes 1 to 5 minutes the first time: Maven may have to download libraries" >&2
    fi
    mark_build
    rm -f "$out/failed"
    { maven package -Dmaven.test.skip=true -pl cli,demo,bench -am </dev/null 2>&1 || : >"$out/failed"; } | show_rooms
    progress_end
    if [ -f "$out/failed" ]; then
      grep -v '^\[INFO\]' "$out/build.log" >&2 || true
      die "the build failed, see above (kept in $out/build.log)"
    fi
    install_app
    taken=$(($(date +%s) - begun))
    echo "$taken" >"$out/seconds"
    echo "$name: built in $taken s" >&2
  fi
  unlock
}

# Keeps what Maven prints, and says which room it is at.
show_rooms() {
  while IFS= read -r line; do
    printf '%s\n' "$line" >&3
    case $line in
      '[INFO] Building Odeon '*' ['*/*']')
        room=${line#*Odeon }
        room=${room%% *}
        step=${line##*\[}
        case $room in [0-9]*) room=odeon ;; esac # the checkout itself has a version behind its name
        progress "building ${step%\]} $room"
        ;;
    esac
  done 3>"$out/build.log"
}

# Before a build reads the sources: what changes while it runs is not in its app.
mark_build() {
  list_sources >"$out/listing.new"
  hash_sources >"$out/content.new"
}

install_app() {
  rm -rf "$app.new" "$app.old"
  mkdir "$app.new"
  for room in cli demo bench; do
    cp -p "$root/$room/target/odeon-$room.jar" "$app.new"
  done
  cp -pR "$root/cli/target/lib" "$app.new/lib"
  rm -rf "$out/peers"
  if [ -d "$root/bench/target/peers" ]; then cp -pR "$root/bench/target/peers" "$out/peers"; fi
  "$JDK/bin/java" "$root/build/RaiseClassVersions.java" "$app.new/lib" >"$out/raise.log" 2>&1 || true
  if [ -d "$app" ]; then mv "$app" "$app.old"; fi
  mv "$app.new" "$app"
  rm -rf "$app.old"
  reach_app
  find_cache
  mv "$out/content.new" "$out/content"
  mv "$out/listing.new" "$out/listing"
}

# Manual pages and completion scripts, as the command itself writes them: $out/share.
write_share() {
  rm -rf "$out/share"
  mkdir -p "$out/share/bash-completion/completions" "$out/share/fish/vendor_completions.d"
  run_app man "$out/share/man/man1" >/dev/null
  run_app completion bash >"$out/share/bash-completion/completions/odeon"
  run_app completion fish >"$out/share/fish/vendor_completions.d/odeon.fish"
}

run_app() {
  "$JDK/bin/java" @"$root/build/jvm.options" -cp "$class_path" dev.odeon.cli.main.Main "$@"
}

package() {
  case ${1:-} in
    '') ;;
    --help)
      cat <<'END'
Usage: ./odeon package

Makes target/odeon/odeon-VERSION.tar.gz and .zip: the command with its libraries, which needs a
JDK 25 and nothing else. The same sources make the same bytes.
END
      return
      ;;
    *) refuse "package takes no arguments, this is one: $1; ./odeon package --help" ;;
  esac
  prepare_app
  write_share
  "$JDK/bin/java" "$root/build/Package.java" "$root" "$app" "$out"
}
