package dev.odeon.execution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.odeon.base.Bytes;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A module that the home has no more, or not whole, is one binary's problem. */
class DamageTest {
  @TempDir private Path folder;

  @Test
  void reportsADamagedModuleAndRunsTheOthers() throws IOException {
    UUID damaged;
    UUID whole;
    Bytes odd = oddModule();
    try (TestService service = TestService.open(folder)) {
      whole = service.load("plugin/uppercase");
      damaged = service.execution().load(TestService.TENANT, "odd", odd).id();
      // Past what is checked when a home opens: the segment that is still written to.
      fillASegment(service);
    }
    flipAByteOf(odd);
    removeCaches();

    try (TestService service = TestService.open(folder)) {
      assertThat(service.output(whole, "x")).isEqualTo("X");
      assertThatThrownBy(() -> service.run(damaged, "x"))
          .isInstanceOfSatisfying(
              ExecutionException.class,
              e -> assertThat(e.kind()).isEqualTo(ExecutionException.Kind.COMPILATION))
          .hasMessageContaining(damaged.toString());
      assertThat(service.status(damaged).problem()).isNotNull();
      assertThat(service.status(whole).problem()).isNull();
    }
  }

  @Test
  void isWholeForGoodWhereNobodyReadTheDamagedModuleBefore() throws IOException {
    Bytes odd = oddModule();
    try (TestService service = TestService.open(folder)) {
      UUID gone = service.execution().load(TestService.TENANT, "odd", odd).id();
      fillASegment(service);
      service.execution().unload(TestService.TENANT, gone, false);
    }
    flipAByteOf(odd);
    removeCaches();
    UUID again;
    try (TestService service = TestService.open(folder)) {
      again = service.execution().load(TestService.TENANT, "odd", odd).id();
      assertThat(service.output(again, "x")).isEqualTo("X");
    }
    removeCaches();
    try (TestService service = TestService.open(folder)) {
      assertThat(service.output(again, "x")).isEqualTo("X");
    }
  }

  @Test
  void isWholeForGoodOnceADamagedModuleWasLoadedAgain() throws IOException {
    UUID damaged;
    Bytes odd = oddModule();
    try (TestService service = TestService.open(folder)) {
      damaged = service.execution().load(TestService.TENANT, "odd", odd).id();
      fillASegment(service);
    }
    flipAByteOf(odd);
    removeCaches();
    try (TestService service = TestService.open(folder)) {
      assertThatThrownBy(() -> service.run(damaged, "x")).isInstanceOf(ExecutionException.class);
      assertThat(service.execution().load(TestService.TENANT, "odd", odd).id()).isEqualTo(damaged);
      assertThat(service.output(damaged, "x")).isEqualTo("X");
      assertThat(service.status(damaged).problem()).isNull();
    }
    removeCaches();
    try (TestService service = TestService.open(folder)) {
      assertThat(service.output(damaged, "x")).isEqualTo("X");
    }
  }

  @Test
  @Timeout(60)
  void findsADamagedModuleAtTheStartOfAServiceThatPrepares() throws IOException {
    UUID damaged;
    UUID whole;
    Bytes odd = oddModule();
    try (TestService service = TestService.open(folder)) {
      damaged = service.execution().load(TestService.TENANT, "odd", odd).id();
      whole = service.load("plugin/uppercase");
      fillASegment(service);
    }
    flipAByteOf(odd);
    try (TestService service =
        TestService.open(folder, ExecutionConfig.defaults().withPreparing())) {
      while (service.status(damaged).problem() == null) {
        Thread.onSpinWait();
      }
      assertThat(service.status(whole).problem()).isNull();
      assertThat(service.output(whole, "x")).isEqualTo("X");
    }
  }

  /** The sample with a custom section that is found again on the disk. */
  private static Bytes oddModule() {
    byte[] mark = MARK.getBytes(StandardCharsets.UTF_8);
    byte[] wasm = TestService.wasm("plugin/uppercase").toArray();
    byte[] odd = Arrays.copyOf(wasm, wasm.length + 3 + mark.length);
    odd[wasm.length] = 0;
    odd[wasm.length + 1] = (byte) (mark.length + 1);
    odd[wasm.length + 2] = (byte) mark.length;
    System.arraycopy(mark, 0, odd, wasm.length + 3, mark.length);
    return Bytes.wrap(odd);
  }

  private static final String MARK = "a mark to be found on the disk";

  private static void fillASegment(TestService service) {
    UUID keeps = service.load("plugin/keeps");
    String large = "x".repeat(8 << 20);
    for (int i = 0; i < 10; i++) {
      assertThat(service.run(keeps, large).succeeded()).isTrue();
    }
  }

  private void flipAByteOf(Bytes module) throws IOException {
    byte[] mark = MARK.getBytes(StandardCharsets.UTF_8);
    for (Path file : files("log")) {
      byte[] content = Files.readAllBytes(file);
      int at = new String(content, StandardCharsets.ISO_8859_1).indexOf(MARK);
      if (at >= 0) {
        content[at + mark.length - 1] ^= 1;
        Files.write(file, content);
        return;
      }
    }
    throw new AssertionError("the module of " + module.size() + " bytes is not in the log");
  }

  private void removeCaches() throws IOException {
    for (Path file : files("derived/cache")) {
      Files.delete(file);
    }
  }

  private List<Path> files(String below) throws IOException {
    try (Stream<Path> all = Files.walk(folder.resolve(below))) {
      return all.filter(Files::isRegularFile).toList();
    }
  }
}
