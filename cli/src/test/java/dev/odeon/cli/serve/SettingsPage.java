package dev.odeon.cli.serve;

/** The page of the settings, made of their table. */
final class SettingsPage {
  private static final String HEAD =
      """
      # Settings of a server

      Each setting is an option of `odeon serve` (`--guest-threads 4`) and a key of the TOML file that `odeon serve --config FILE` reads
      (`guest-threads = 4`). An option is stronger than the file, the file stronger than the default. An unknown key, or a value that is none, is an error
      that names the line. `odeon serve --print-config` prints what is in force as such a file, and ends:

      ```sh
      # not run by a test: it needs a server's machine
      odeon serve --config /etc/odeon/odeon.toml --gc-every 24h --print-config
      ```

      A *size* is a number with `B`, `KiB`, `MiB`, `GiB` or `TiB`, a *time* one with `ms`, `s`, `m`, `h` or `d`; a number alone counts bytes or
      milliseconds, unless its row says otherwise. A list is repeated as an option, and an array in the file. The file may also limit tenants, in a
      table `[tenant.NAME]` for each: see [limits of tenants](tenants.md). This page is made of the table that the options and keys are made of.
      """;

  private SettingsPage() {}

  static String text() {
    StringBuilder page = new StringBuilder(HEAD);
    for (SettingTable.Group group : SettingTable.GROUPS) {
      page.append("\n## ")
          .append(group.title())
          .append("\n\n| setting | value | default | |\n|---|---|---|---|\n");
      for (Setting setting : group.settings()) {
        page.append(
            "| `%s`%s | %s | %s | %s |\n"
                .formatted(
                    setting.name(),
                    setting.shorthand().isEmpty() ? "" : ", `" + setting.shorthand() + "`",
                    setting.kind().words(),
                    ServerSettings.usual(setting),
                    setting.doc().replace("<", "&lt;")));
      }
    }
    return page.toString();
  }
}
