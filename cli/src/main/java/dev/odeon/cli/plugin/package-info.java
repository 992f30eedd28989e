/** The commands about plug-ins: those that load, run, list and unload them, and their metrics. */
@NullMarked
package dev.odeon.cli.plugin;

import org.jspecify.annotations.NullMarked;
