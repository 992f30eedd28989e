package dev.odeon.cli;

import dev.odeon.base.Finding;
import dev.odeon.base.Key;
import dev.odeon.chain.verify.HistoryFinding;
import dev.odeon.chain.verify.VerifyReport;
import dev.odeon.protocol.JsonFields;
import dev.odeon.runtime.HomeReport;
import dev.odeon.store.StoreReport;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Shows what a verification read and found: a line each finding, the last line what was read and
 * what was not.
 *
 * @param home which home
 * @param report what was read and found
 * @param chain the one chain that was read, or null for all
 * @param head the file of the head that was compared, or null
 */
public record Verification(Path home, HomeReport report, @Nullable Key chain, @Nullable Path head) {
  /**
   * Shows it.
   *
   * @throws Failure if something is wrong
   */
  public void show(Console console) {
    List<String> found = new ArrayList<>();
    List<JsonFields> fields = new ArrayList<>();
    for (Finding finding : report.files()) {
      add(finding, found, fields);
    }
    VerifyReport log = report.log();
    if (log != null) {
      log.findings().forEach(flaw -> add(flaw, found, fields));
    }
    StoreReport store = report.store();
    if (store != null) {
      store.findings().forEach(finding -> add(finding, found, fields));
    }
    if (!console.json()) {
      found.forEach(line -> console.say("  " + TextFormat.line(line)));
    }
    console.result(fields(fields), text());
    if (!found.isEmpty()) {
      long more = store == null ? 0 : store.found() - store.findings().size();
      throw Failure.failed(
          "%s in %s: %s"
              .formatted(
                  TextFormat.count(found.size() + more, "flaw", "flaws"), home, found.getFirst()));
    }
  }

  private static void add(Finding finding, List<String> found, List<JsonFields> fields) {
    found.add(finding.text());
    fields.add(
        JsonFields.of("actor", null)
            .put("height", null)
            .put("path", finding.path())
            .put("text", finding.text()));
  }

  private static void add(HistoryFinding flaw, List<String> found, List<JsonFields> fields) {
    Key key = flaw.key();
    // What is about a file beside the log says itself what to do with it.
    boolean file = flaw.kind() == HistoryFinding.Kind.DAMAGE && flaw.position() < 0;
    found.add(flaw.text() + (file ? "" : "; restore it from a copy"));
    fields.add(
        JsonFields.of("actor", key == null ? null : key.text())
            .put("height", flaw.height() < 0 ? null : flaw.height())
            .put("path", "log")
            .put("text", flaw.text()));
  }

  private List<String> skipped() {
    List<String> skipped = new ArrayList<>();
    if (report.log() == null) {
      skipped.add("the log");
    } else if (chain != null) {
      skipped.add("other actors");
    }
    if (report.store() == null) {
      skipped.add("the store");
    }
    return skipped;
  }

  private JsonFields fields(List<JsonFields> flaws) {
    JsonFields fields = JsonFields.of("sound", report.isSound());
    VerifyReport log = report.log();
    if (log != null) {
      fields
          .put("blocks", log.blocks())
          .put("events", log.events())
          .put("contents", log.contents())
          .put("chains", log.chains())
          .put("bytes", log.bytes())
          .put("size", log.size() < 0 ? null : log.size())
          .put("root", log.size() < 0 ? null : log.root())
          .put("bytes_torn", log.bytesTorn())
          .put("head_checked", head != null);
    }
    StoreReport store = report.store();
    if (store != null) {
      fields.put(
          "store",
          JsonFields.of("contents", store.contents())
              .put("bytes", store.bytes())
              .put("labels", store.labels())
              .put("media_types", store.metadata())
              .put("names", store.names()));
    }
    return fields.put("not_read", skipped()).put("flaws", flaws);
  }

  private String text() {
    List<String> read = new ArrayList<>();
    VerifyReport log = report.log();
    if (log != null) {
      read.add(
          "%s of %s, %s and %s checked, %s hashed"
              .formatted(
                  TextFormat.count(log.blocks(), "block", "blocks"),
                  TextFormat.count(log.chains(), "actor", "actors"),
                  TextFormat.count(log.events(), "event", "events"),
                  TextFormat.count(log.contents(), "blob", "blobs"),
                  TextFormat.size(log.bytes())));
    }
    StoreReport store = report.store();
    if (store != null) {
      read.add(
          "%s (%s), %s and %s in the store"
              .formatted(
                  TextFormat.count(store.contents(), "blob", "blobs"),
                  TextFormat.size(store.bytes()),
                  TextFormat.count(store.labels(), "label", "labels"),
                  TextFormat.count(store.metadata(), "media type", "media types")));
    }
    List<String> skipped = skipped();
    return "%s: %s%s%s"
        .formatted(
            String.join("; ", read),
            report.isSound()
                ? "everything is as it was written"
                : "NOT everything is as it was written",
            head != null && report.isSound() ? ", and the head " + head + " fits" : "",
            skipped.isEmpty() ? "" : "; not read: " + String.join(", ", skipped));
  }
}
