package dev.odeon.cli;

import dev.odeon.base.Bytes;
import dev.odeon.base.Hash;
import dev.odeon.engine.CompiledModule;
import dev.odeon.engine.Export;
import dev.odeon.engine.Extern;
import dev.odeon.engine.Feature;
import dev.odeon.engine.FunctionType;
import dev.odeon.engine.Import;
import dev.odeon.protocol.JsonFields;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** What {@code odeon check} tells of a module: what is known of it without running it. */
final class ModuleReport {
  private static final String GRANTABLE = "theater:simple/";

  /** Every actor has it. */
  private static final String ALWAYS = "runtime";

  private final Path file;
  private final int bytes;
  private final Hash hash;
  private final List<String> features;
  private @Nullable CompiledModule module;
  private List<ContractFit> fits = List.of();

  ModuleReport(Path file, Bytes wasm) {
    this.file = file;
    this.bytes = wasm.size();
    this.hash = Hash.of(wasm);
    this.features = Feature.in(wasm).stream().map(Feature::toString).toList();
  }

  /** The engine takes it. */
  void module(CompiledModule compiled) {
    module = compiled;
    fits = ContractFit.all(compiled);
  }

  /** Why no contract fits; empty if one does. */
  Optional<String> problem() {
    if (fits.getFirst().fits()) {
      return Optional.empty();
    }
    return Optional.of(
        fits.stream()
            .filter(ContractFit::meant)
            .findFirst()
            .map(fit -> "as %s: %s".formatted(fit.contract(), fit.problem().orElse("")))
            .orElse(
                "it has the exports of no contract: process, _start, an actor's init or an aggregate's"));
  }

  private Optional<String> contract() {
    return fits.stream().filter(ContractFit::fits).findFirst().map(ContractFit::contract);
  }

  private List<String> grants(CompiledModule compiled) {
    return compiled.imports().stream()
        .map(Import::module)
        .filter(name -> name.startsWith(GRANTABLE))
        .map(name -> name.substring(GRANTABLE.length()).replaceFirst("@.*", ""))
        .filter(name -> !name.equals(ALWAYS))
        .distinct()
        .sorted()
        .toList();
  }

  JsonFields fields(Optional<String> problem) {
    JsonFields fields =
        JsonFields.of("file", file).put("bytes", bytes).put("hash", hash).put("features", features);
    CompiledModule known = module;
    if (known != null) {
      fields
          .put("contract", contract().orElse(null))
          .put("contracts", fits.stream().map(ModuleReport::fields).toList())
          .put("grants", grants(known))
          .put("imports", known.imports().stream().map(ModuleReport::fields).toList())
          .put("exports", known.exports().stream().map(ModuleReport::fields).toList())
          .put("memories", known.memories().stream().map(ModuleReport::fields).toList())
          .put("floats", known.usesFloats())
          .put("interpreted", known.interpreted());
    }
    return fields.put("runs", problem.isEmpty()).put("why", problem.orElse(null));
  }

  private static JsonFields fields(ContractFit fit) {
    return JsonFields.of("name", fit.contract())
        .put("fits", fit.fits())
        .put("meant", fit.meant())
        .put("why", fit.problem().orElse(null));
  }

  private static JsonFields fields(Import each) {
    return JsonFields.of("module", each.module())
        .put("name", each.name())
        .put("kind", each.extern().kind())
        .put("type", type(each.extern()));
  }

  private static JsonFields fields(Export each) {
    return JsonFields.of("name", each.name())
        .put("kind", each.extern().kind())
        .put("type", type(each.extern()));
  }

  private static JsonFields fields(Extern.Memory memory) {
    OptionalLong max = memory.pagesMax();
    return JsonFields.of("pages_min", memory.pagesMin())
        .put("pages_max", max.isPresent() ? max.getAsLong() : null);
  }

  private static @Nullable String type(Extern extern) {
    return extern instanceof Extern.Function(FunctionType type) ? type.toString() : null;
  }

  List<String> lines(Optional<String> problem) {
    Table table = Table.of();
    table.row("module", "%s, %s, %s".formatted(file, TextFormat.size(bytes), hash));
    CompiledModule known = module;
    if (known != null) {
      table.row("contract", contract().orElse("none"));
      rows(table, "grants", grants(known));
      rows(table, "imports", known.imports().stream().map(ModuleReport::line).toList());
      rows(table, "exports", known.exports().stream().map(ModuleReport::line).toList());
      rows(table, "memory", known.memories().stream().map(ModuleReport::line).toList());
      table.row("floats", known.usesFloats() ? "yes" : "no");
      rows(table, "interpreted", known.interpreted().stream().map(TextFormat::line).toList());
    }
    table.row("features", features.isEmpty() ? "none" : String.join(", ", features));
    table.row("runs here", problem.map(why -> "no: " + TextFormat.line(why)).orElse("yes"));
    return table.lines();
  }

  private static void rows(Table table, String name, List<String> values) {
    if (values.isEmpty()) {
      table.row(name, "none");
    }
    for (int i = 0; i < values.size(); i++) {
      table.row(i == 0 ? name : "", values.get(i));
    }
  }

  private static String line(Import each) {
    return TextFormat.line(each.path()) + " " + described(each.extern());
  }

  private static String line(Export each) {
    return TextFormat.line(each.name()) + " " + described(each.extern());
  }

  private static String described(Extern extern) {
    String type = type(extern);
    return type == null ? "(" + extern.kind() + ")" : type;
  }

  private static String line(Extern.Memory memory) {
    String first = TextFormat.count(memory.pagesMin(), "page", "pages");
    OptionalLong max = memory.pagesMax();
    return max.isPresent()
        ? first + ", at most " + TextFormat.count(max.getAsLong())
        : first + ", no bound of its own";
  }
}
