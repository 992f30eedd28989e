package dev.odeon.protocol;

import dev.odeon.base.Bytes;
import java.util.UUID;

/**
 * What one run came to.
 *
 * @param binaryId what ran
 * @param returnCode what it returned; other than 0 it says that it failed
 * @param output what it put out
 * @param timeMillis how long it took, in whole milliseconds
 * @param fuel what it used
 */
public record RunResult(UUID binaryId, int returnCode, Bytes output, long timeMillis, long fuel) {}
