package dev.odeon.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The house keeps its rules, and each rule notices a class that does not. */
class HouseRulesTest {

  private static final JavaClasses HOUSE =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("dev.odeon");

  private static final String UNRULY = "dev.odeon.bench.unruly";
  private static final JavaClasses UNRULY_CLASSES = new ClassFileImporter().importPackages(UNRULY);

  static Stream<Function<HouseRules, ArchRule>> rules() {
    return Stream.of(
        HouseRules::seeLowerRoomsOnly,
        HouseRules::onlyEngineSeesTheWasmLibrary,
        HouseRules::touchFilesThroughDisk,
        HouseRules::tellTimeThroughClock,
        HouseRules::drawRandomnessThroughEntropy,
        HouseRules::startAndWaitThroughThreads,
        HouseRules::askForWhatTheyUse,
        HouseRules::neverInterrupt,
        HouseRules::partsFormNoCircle,
        HouseRules::seeNoInsidesOfOtherRooms,
        HouseRules::namesStandInOneRoom,
        HouseRules::leaveEventsToChain,
        HouseRules::logThroughSystemLogger);
  }

  @ParameterizedTest
  @MethodSource("rules")
  void theHouseKeeps(Function<HouseRules, ArchRule> rule) {
    rule.apply(new HouseRules("dev.odeon")).check(HOUSE);
  }

  static Stream<Arguments> breaches() {
    return Stream.of(
        breach(HouseRules::seeLowerRoomsOnly, "log sees", "chain.Upstairs"),
        breach(HouseRules::seeLowerRoomsOnly, "chain sees", "host.Neighbour"),
        breach(HouseRules::seeLowerRoomsOnly, "attic has no floor"),
        breach(HouseRules::onlyEngineSeesTheWasmLibrary, "run.endive.wasm.WasmModule"),
        breach(HouseRules::touchFilesThroughDisk, "Files.exists"),
        breach(HouseRules::touchFilesThroughDisk, "FileChannel.open"),
        breach(HouseRules::tellTimeThroughClock, "System.nanoTime"),
        breach(HouseRules::tellTimeThroughClock, "Instant.now"),
        breach(HouseRules::drawRandomnessThroughEntropy, "java.util.Random"),
        breach(HouseRules::drawRandomnessThroughEntropy, "UUID.randomUUID"),
        breach(HouseRules::startAndWaitThroughThreads, "Thread.sleep"),
        breach(HouseRules::startAndWaitThroughThreads, "java.lang.Thread.<init>"),
        breach(HouseRules::startAndWaitThroughThreads, "LockSupport.park"),
        breach(HouseRules::startAndWaitThroughThreads, "CompletableFuture.supplyAsync"),
        breach(HouseRules::startAndWaitThroughThreads, "java.util.concurrent.CountDownLatch"),
        breach(HouseRules::neverInterrupt, "Thread.interrupt()"),
        breach(HouseRules::neverInterrupt, "Thread.interrupted()"),
        breach(HouseRules::partsFormNoCircle, "store.Cupboard", "store.drawer.Drawer"),
        breach(HouseRules::partsFormNoCircle, "store.drawer.Drawer", "store.Cupboard"),
        breach(HouseRules::seeNoInsidesOfOtherRooms, "runtime.Burglar", "store.drawer.Drawer"),
        breach(HouseRules::seeNoInsidesOfOtherRooms, "runtime.Burglar", "host.HostCosts"),
        breach(HouseRules::askForWhatTheyUse, "runtime.Bag has a constructor with 10 parameters"),
        breach(HouseRules::askForWhatTheyUse, "runtime.Bag$Sack", "with 10 parameters"),
        breach(HouseRules::namesStandInOneRoom, "Squatter stands in the rooms [attic, runtime]"),
        breach(HouseRules::leaveEventsToChain, "runtime.Peeper", "EncodedEvent.bytes"),
        breach(HouseRules::logThroughSystemLogger, "java.util.logging.Logger"));
  }

  private static Arguments breach(Function<HouseRules, ArchRule> rule, String... named) {
    return Arguments.of(rule, List.of(named));
  }

  @ParameterizedTest
  @MethodSource("breaches")
  void aBreachIsNamed(Function<HouseRules, ArchRule> rule, List<String> named) {
    assertThatThrownBy(() -> rule.apply(new HouseRules(UNRULY)).check(UNRULY_CLASSES))
        .isInstanceOf(AssertionError.class)
        .message()
        .contains(named);
  }

  @Test
  void everyRoomIsLookedAt() {
    assertThat(HOUSE.stream().map(type -> type.getPackageName().split("\\.")[2]).distinct())
        .contains("base", "log", "engine", "component", "chain", "host", "protocol", "runtime")
        .contains(
            "execution",
            "aggregate",
            "service",
            "server",
            "cli",
            "testkit",
            "bench",
            "demo",
            "guests");
  }
}
