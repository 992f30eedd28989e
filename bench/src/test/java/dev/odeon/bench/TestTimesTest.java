package dev.odeon.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.classfile.Annotation;
import java.lang.classfile.AnnotationElement;
import java.lang.classfile.ClassFile;
import java.lang.classfile.attribute.RuntimeVisibleAnnotationsAttribute;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The rule that {@code ./verify} ends with notices a test class that takes too long. */
class TestTimesTest {
  private static final Path PROGRAM =
      Path.of("").toAbsolutePath().resolveSibling("build").resolve("TestTimes.java");
  private static final String SLOW = "verify: a.SlowTest took 21.5 s, a test class may take 20 s";

  @TempDir private Path root;
  private Path begun;

  @BeforeEach
  void begin() throws IOException {
    begun = Files.createFile(root.resolve("begun"));
  }

  @Test
  void namesEachClassThatTookTooLong() throws Exception {
    report("log", "a.SlowTest", "21.5", test("all", "21.5"));
    report("log", "a.QuickTest", "19.9", test("all", "19.9"));
    report("examples/embed", "a.SlowerTest", "1,021.5", test("all", "1,021.5"));

    Run run = run("20");

    assertThat(run.exit()).isEqualTo(1);
    assertThat(run.err().lines())
        .hasSize(2)
        .anySatisfy(line -> assertThat(line).startsWith(SLOW).contains("split it"))
        .anySatisfy(line -> assertThat(line).contains("a.SlowerTest took 1021.5 s"));
  }

  @Test
  void letsAClassTakeMoreWhereThatIsAskedFor() throws Exception {
    report("log", "a.SlowTest", "21.5", test("all", "21.5"));

    assertThat(run("22")).isEqualTo(new Run(0, "", ""));
  }

  @Test
  void doesNotCountWhatIsTaggedLong() throws Exception {
    compile("log", "a.SlowTest", "long");
    report("log", "a.SlowTest", "35", test("soaks(int)[1]", "10"), test("soaks(int)[2]", "15"));
    assertThat(run("20")).isEqualTo(new Run(0, "", ""));

    report("log", "a.SlowTest", "46.5", test("soaks", "25"), test("other", "21.5"));
    assertThat(run("20").err()).startsWith(SLOW);

    compile("log", "a.SlowTest", "other");
    report("log", "a.SlowTest", "21.5", test("soaks", "21.5"));
    assertThat(run("20").err()).startsWith(SLOW);
  }

  @Test
  void passesOverTheReportsOfEarlierRuns() throws Exception {
    report("log", "a.SlowTest", "21.5", test("all", "21.5"));
    Files.setLastModifiedTime(begun, FileTime.from(Instant.now().plusSeconds(60)));

    assertThat(run("20").exit()).isZero();
  }

  @Test
  void repeatsWhatTheLongTestsRan() throws Exception {
    String printed = "<system-out>a\nlong test: %s: 12 seeds\nb</system-out>";
    compile("log", "a.SlowTest", "long");
    report("log", "a.SlowTest", "1", test("soaks", "1"), printed.formatted("x"));
    report("log", "a.QuickTest", "1", test("other", "1"), printed.formatted("y"));

    assertThat(run("20")).isEqualTo(new Run(0, "long test: x: 12 seeds\n", ""));
  }

  private static String test(String name, String seconds) {
    return "<testcase name='%s' time='%s'/>".formatted(name, seconds);
  }

  private void report(String room, String name, String seconds, String... tests)
      throws IOException {
    Path folder =
        Files.createDirectories(root.resolve(room).resolve("target").resolve("surefire-reports"));
    Files.writeString(
        folder.resolve("TEST-" + name + ".xml"),
        "<testsuite name='%s' time='%s'>%s</testsuite>"
            .formatted(name, seconds, String.join("", tests)));
  }

  /** A class whose method {@code soaks} has the tag. */
  private void compile(String room, String name, String tag) throws IOException {
    Path file =
        root.resolve(room)
            .resolve("target")
            .resolve("test-classes")
            .resolve(name.replace('.', '/') + ".class");
    Files.createDirectories(file.getParent());
    Annotation tagged =
        Annotation.of(
            ClassDesc.of("org.junit.jupiter.api.Tag"), AnnotationElement.ofString("value", tag));
    Files.write(
        file,
        ClassFile.of()
            .build(
                ClassDesc.of(name),
                type ->
                    type.withFlags(ClassFile.ACC_ABSTRACT)
                        .withMethod(
                            "soaks",
                            ConstantDescs.MTD_void,
                            ClassFile.ACC_ABSTRACT,
                            method -> method.with(RuntimeVisibleAnnotationsAttribute.of(tagged)))));
  }

  private Run run(String seconds) throws Exception {
    Path err = root.resolve("err");
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                PROGRAM.toString(),
                root.toString(),
                begun.toString(),
                seconds)
            .redirectError(err.toFile())
            .start();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Run(process.waitFor(), out, Files.readString(err));
  }

  private record Run(int exit, String out, String err) {}
}
