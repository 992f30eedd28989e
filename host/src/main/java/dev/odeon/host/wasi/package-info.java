/**
 * Commands of WASI preview 1. {@link dev.odeon.host.wasi.WasiCommand} links a module and runs it on
 * a {@link dev.odeon.host.wasi.WasiContext}, which is all of the world it sees; {@link
 * dev.odeon.host.wasi.WasiCommand#FORM} runs it as a plug-in. This part sees the room's root; the
 * root does not see it.
 */
@NullMarked
package dev.odeon.host.wasi;

import org.jspecify.annotations.NullMarked;
