package dev.odeon.log;

import dev.odeon.base.Bytes;
import dev.odeon.base.CborReader;
import dev.odeon.base.CborWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * An index that keeps everything it is told, so that it can be compared with what was appended. Its
 * file holds the bodies of the segment's records.
 */
class Journal implements SegmentIndex {
  private final String name;
  private final List<Bytes> bodies = new ArrayList<>();
  private final List<String> calls = new ArrayList<>();
  private int sealedCount;

  Journal() {
    this("journal");
  }

  Journal(String name) {
    this.name = name;
  }

  /** The bodies of all records, by position. */
  synchronized List<Bytes> bodies() {
    return List.copyOf(bodies);
  }

  /** What it was told on open and at the ends of segments: {@code load 0..5}, {@code seal 5}. */
  synchronized List<String> calls() {
    return List.copyOf(calls);
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public synchronized void record(LogPosition position, LogRecord record) {
    if (position.value() != bodies.size()) {
      throw new IllegalStateException(
          "record " + position + " is given when " + bodies.size() + " is due");
    }
    bodies.add(record.body().compact());
  }

  @Override
  public synchronized Supplier<Bytes> seal() {
    List<Bytes> segment = List.copyOf(bodies.subList(sealedCount, bodies.size()));
    sealedCount = bodies.size();
    calls.add("seal " + sealedCount);
    return () -> {
      CborWriter writer = new CborWriter();
      writer.array(segment.size());
      segment.forEach(writer::bytes);
      return writer.toBytes();
    };
  }

  @Override
  public void load(LogPosition first, LogPosition end, IndexFile sealed) {
    CborReader reader = new CborReader(sealed.read(0, (int) sealed.size()));
    List<Bytes> segment = new ArrayList<>();
    for (int i = reader.array(); i > 0; i--) {
      segment.add(reader.bytes());
    }
    reader.end();
    load(first, end, segment);
  }

  private synchronized void load(LogPosition first, LogPosition end, List<Bytes> segment) {
    calls.add("load " + first + ".." + end);
    if (first.value() == bodies.size()) {
      bodies.addAll(segment);
      sealedCount = bodies.size();
    }
    if (!segment.equals(bodies.subList((int) first.value(), (int) end.value()))) {
      throw new IllegalStateException(
          "the file of " + first + ".." + end + " holds something else");
    }
  }
}
