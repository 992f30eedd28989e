# Sourced by launch.sh in a package, where app.sh is in a checkout: all is built.

app=$root/app
# Names its cache: another package may be unpacked over this one, and all jars have the same times.
read -r content <"$launch/content"

prepare_app() {
  [ -f "$app/odeon-cli.jar" ] || die "$app/odeon-cli.jar is missing: unpack the package again"
}

package() {
  refuse "this is a packaged Odeon already; packages are made in a checkout, by ./odeon package"
}
