/**
 * The command that runs a server.
 *
 * <p>{@link dev.odeon.cli.serve.SettingTable} has a row for each thing that can be chosen; the
 * options, the keys of the settings file, {@code --print-config} and docs/guide/settings.md come
 * from it. {@link dev.odeon.cli.serve.ServerSettings} holds what was chosen and puts it into the
 * records that the rooms below take; {@link dev.odeon.cli.serve.ServerProcess} opens and closes
 * them.
 */
@NullMarked
package dev.odeon.cli.serve;

import org.jspecify.annotations.NullMarked;
