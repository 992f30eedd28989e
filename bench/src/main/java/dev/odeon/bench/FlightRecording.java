package dev.odeon.bench;

import dev.odeon.base.ErrorText;
import dev.odeon.cli.Failure;
import java.io.IOException;
import java.nio.file.Path;
import java.text.ParseException;
import jdk.jfr.Configuration;
import jdk.jfr.FlightRecorder;
import jdk.jfr.Recording;

/** What this process does, recorded by the JVM: where its time goes, and what it allocates. */
final class FlightRecording implements AutoCloseable {
  /** Samples by the processor time that threads use, where the system has timers for that. */
  private static final String CPU_SAMPLES = "jdk.CPUTimeSample";

  private final Recording recording;
  private final Path file;

  private FlightRecording(Recording recording, Path file) {
    this.recording = recording;
    this.file = file;
  }

  /** Starts one, which is written to {@code file} when it is closed. */
  static FlightRecording start(Path file) {
    try {
      Recording recording = new Recording(Configuration.getConfiguration("profile"));
      boolean byCpu =
          FlightRecorder.getFlightRecorder().getEventTypes().stream()
              .anyMatch(type -> type.getName().equals(CPU_SAMPLES));
      if (byCpu) {
        recording.enable(CPU_SAMPLES).with("throttle", "2ms");
      }
      recording.setToDisk(true);
      recording.setDestination(file);
      recording.start();
      return new FlightRecording(recording, file);
    } catch (IOException | ParseException e) {
      throw Failure.failed("cannot record into %s: %s".formatted(file, ErrorText.of(e)));
    }
  }

  /** Where it will be. */
  Path file() {
    return file;
  }

  @Override
  public void close() {
    recording.stop();
    recording.close();
  }
}
