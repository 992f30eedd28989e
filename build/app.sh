# Sourced after jdk.sh: builds the checkout at $root with $JDK and keeps what ./odeon runs apart
# from Maven's output, so that a build beside it disturbs neither a start nor its cache.
#
#   target/odeon/stamp   as old as the sources of the app
#   target/odeon/app     odeon-cli.jar, odeon-demo.jar, odeon-bench.jar, lib/, odeon.aot

out=$root/target/odeon
app=$out/app
class_path=$app/odeon-cli.jar:$app/odeon-demo.jar:$app/odeon-bench.jar

maven() {
  command -v mvn >/dev/null || die "Maven not found; install Maven 3.8 or newer, which builds Odeon"
  (
    cd "$root"
    # The two options silence JDK warnings about Maven's own libraries.
    MAVEN_OPTS="--sun-misc-unsafe-memory-access=allow --enable-native-access=ALL-UNNAMED ${MAVEN_OPTS:-}"
    export MAVEN_OPTS JAVA_HOME="$JDK"
    exec mvn -B -ntp "$@"
  )
}

# True when no source is newer than the app; also where there are no sources.
is_current() {
  [ -f "$app/odeon-cli.jar" ] || return 1
  [ -f "$root/pom.xml" ] || return 0
  [ -f "$out/stamp" ] || return 1
  cd "$root"
  newer=$(find pom.xml .mvn build */pom.xml */src/main -newer "$out/stamp" -print -quit)
  cd "$OLDPWD"
  [ -z "$newer" ]
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

build_app() {
  if ! mkdir -p "$out" 2>/dev/null || [ ! -w "$out" ]; then
    [ -f "$app/odeon-cli.jar" ] && return
    die "$out cannot be written; build where it can, or make it writable"
  fi
  lock
  if ! is_current; then
    echo "$name: building, this takes a moment and happens only after a change" >&2
    mark_build
    if ! maven -q package -Dmaven.test.skip=true -pl cli,demo,bench -am >"$out/build.log" 2>&1; then
      cat "$out/build.log" >&2
      die "the build failed, see above (kept in $out/build.log)"
    fi
    install_app
  fi
  unlock
}

# Before a build reads the sources: what changes while it runs is newer than its stamp.
mark_build() {
  : >"$out/stamp.new"
}

install_app() {
  rm -rf "$app.new" "$app.old"
  mkdir "$app.new"
  for room in cli demo bench; do
    cp -p "$root/$room/target/odeon-$room.jar" "$app.new"
  done
  cp -pR "$root/cli/target/lib" "$app.new/lib"
  "$JDK/bin/java" "$root/build/RaiseClassVersions.java" "$app.new/lib" >"$out/aot.log" 2>&1 || true
  if [ -d "$app" ]; then mv "$app" "$app.old"; fi
  mv "$app.new" "$app"
  rm -rf "$app.old"
  train
  mv "$out/stamp.new" "$out/stamp"
}

# The JDK's ahead-of-time cache of a run of the commonest commands. Without one all works, later.
train() {
  "$JDK/bin/java" @"$root/build/jvm.options" -XX:AOTCacheOutput="$app/odeon.aot" \
    -cp "$class_path" dev.odeon.cli.main.AotTraining >>"$out/aot.log" 2>&1 || rm -f "$app/odeon.aot"
}
