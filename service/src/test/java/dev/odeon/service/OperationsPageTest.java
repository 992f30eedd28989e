package dev.odeon.service;

import static org.assertj.core.api.Assertions.assertThat;

import dev.odeon.base.Ports;
import dev.odeon.execution.Execution;
import dev.odeon.execution.ExecutionConfig;
import dev.odeon.protocol.FieldKind;
import dev.odeon.protocol.FieldTable;
import dev.odeon.protocol.JsonFields;
import dev.odeon.protocol.JsonSchema;
import dev.odeon.protocol.Operation;
import dev.odeon.protocol.StreamOperation;
import dev.odeon.runtime.Settings;
import dev.odeon.runtime.actor.Actors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The reference page of the operations is what their tables say. */
class OperationsPageTest {
  private static final Path PAGE = Path.of("..", "docs", "guide", "operations.md");

  private static final Path SCHEMA = Path.of("..", "docs", "formats", "operations.schema.json");
  private static final int DEPTH_MAX = 6;

  private static final String HEAD =
      """
      # Operations

      Everything that can be asked of a home, by the [socket](socket.md), the Java client (`dev.odeon.protocol`, where each operation is a record of
      about the same name) and the command. This page is made of the tables that read and write the requests: `./verify` fails where it differs, and
      `mvn -pl service -am test -Dtest=OperationsPageTest -Dodeon.golden=write` writes it anew.

      A field marked *opt* may be left out of a request, and is left out of a result where there is nothing to say. A field of bytes, `name`, is
      base64 under `name_base64`, and also text under `name` where people can read it; a request gives one of the two, and so do Execute and
      ExecuteChain, as they always did. [JSON](../formats/json.md) has the form of each kind of value, and a schema.
      """;

  private static final Map<String, String> GROUPS =
      Map.of(
          "Execute",
          "Plug-ins",
          "ActorStart",
          "Actors",
          "StorePut",
          "The content store",
          "TenantSet",
          "Tenants",
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

  @Test
  void theSchemaSaysWhatTheTablesSay() throws IOException {
    String schema;
    try (Actors actors = Actors.open(home, Ports.system(), Settings.defaults());
        Execution execution = Execution.open(actors, ExecutionConfig.defaults());
        Service service = Service.of(actors, execution, ServiceConfig.embedded())) {
      schema = lines(JsonSchema.of(service.operations()), "") + "\n";
    }
    if ("write".equals(System.getProperty("odeon.golden"))) {
      Files.writeString(SCHEMA, schema);
    }
    assertThat(Files.readString(SCHEMA)).isEqualTo(schema);
  }

  /** JSON with a line for each field of the outer objects, so that changes can be read. */
  private static String lines(JsonFields fields, String indent) {
    if (indent.length() > DEPTH_MAX) {
      return fields.json();
    }
    return fields.values().entrySet().stream()
        .map(each -> {
          String name = indent + "  \"" + each.getKey() + "\": ";
          if (each.getValue() instanceof JsonFields inner && !inner.values().isEmpty()) {
            return name + lines(inner, indent + "  ");
          }
          String one = JsonFields.of("", each.getValue()).json();
          return name + one.substring("{\"\":".length(), one.length() - 1);
        })
        .collect(Collectors.joining(",\n", "{\n", "\n" + indent + "}"));
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
    boolean bytes =
        field.kind() == (Object) FieldKind.BYTES || field.kind() == (Object) FieldKind.DATA;
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
