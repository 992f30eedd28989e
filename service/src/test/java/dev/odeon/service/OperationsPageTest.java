package dev.odeon.service;

import static org.assertj.core.api.Assertions.assertThat;

import dev.odeon.base.Ports;
import dev.odeon.execution.Execution;
import dev.odeon.execution.ExecutionConfig;
import dev.odeon.protocol.FieldKind;
import dev.odeon.protocol.FieldTable;
import dev.odeon.protocol.Operation;
import dev.odeon.protocol.StreamOperation;
import dev.odeon.runtime.Actors;
import dev.odeon.runtime.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The reference page of the operations is what their tables say. */
class OperationsPageTest {
  private static final Path PAGE = Path.of("..", "docs", "guide", "operations.md");

  private static final String HEAD =
      """
      # Operations

      Everything that can be asked of a home, by the [socket](socket.md), the Java client (`dev.odeon.protocol`, where each operation is a record of
      about the same name) and the command. This page is made of the tables that read and write the requests: `./verify` fails where it differs, and
      `mvn -pl service -am test -Dtest=OperationsPageTest -Dodeon.golden=write` writes it anew.

      A field marked *opt* may be left out of a request, and is left out of a result where there is nothing to say. A field of bytes, `name`, is text under
      that name where the bytes are UTF-8, else base64 under `name_base64`; requests may use either.
      """;

  private static final Map<String, String> GROUPS =
      Map.of(
          "Execute",
          "Plug-ins",
          "ActorStart",
          "Actors",
          "StorePut",
          "The content store",
          "Status",
          "The home and the server");

  @TempDir private Path home;

  @Test
  void saysWhatTheTablesSay() throws IOException {
    String page;
    try (Actors actors = Actors.open(home, Ports.system(), Settings.defaults());
        Execution execution = Execution.open(actors, ExecutionConfig.defaults());
        Service service = Service.of(actors, execution, ServiceConfig.embedded())) {
      StringBuilder all = new StringBuilder(HEAD);
      for (Operation<?, ?> operation : service.operations()) {
        String group = GROUPS.get(operation.type());
        if (group != null) {
          all.append("\n## ").append(group).append('\n');
        }
        append(operation, all);
      }
      page = all.toString();
    }
    if ("write".equals(System.getProperty("odeon.golden"))) {
      Files.writeString(PAGE, page);
    }
    assertThat(Files.readString(PAGE)).isEqualTo(page);
  }

  private static void append(Operation<?, ?> operation, StringBuilder all) {
    all.append("\n### ")
        .append(operation.type())
        .append("\n\n")
        .append(operation.summary())
        .append('\n');
    StringBuilder rows = new StringBuilder();
    rows("takes", operation.request().documented(), rows);
    if (operation instanceof StreamOperation<?, ?, ?> stream) {
      rows("item", stream.item().documented(), rows);
    }
    rows("result", operation.result().documented(), rows);
    if (!rows.isEmpty()) {
      all.append("\n| | field | | |\n|---|---|---|---|\n").append(rows);
    }
  }

  private static void rows(String part, List<FieldTable.Field> fields, StringBuilder rows) {
    for (FieldTable.Field field : fields) {
      rows.append(
          "| %s | `%s` | %s%s | %s |\n"
              .formatted(
                  part,
                  field.name(),
                  kind(field),
                  presence(field),
                  field.documentation().replace("|", "\\|").replace("<", "&lt;")));
    }
  }

  private static String kind(FieldTable.Field field) {
    boolean bytes = field.kind() == (Object) FieldKind.BYTES;
    return bytes ? "bytes" : field.kind().text().replaceFirst("^an? ", "");
  }

  private static String presence(FieldTable.Field field) {
    return switch (field.presence()) {
      case REQUIRED -> "";
      case NULLABLE -> " or null";
      case OPTIONAL -> ", *opt*";
    };
  }
}
