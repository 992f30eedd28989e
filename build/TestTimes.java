import java.io.File;
import java.io.IOException;
import java.lang.classfile.Annotation;
import java.lang.classfile.AnnotationElement;
import java.lang.classfile.AnnotationValue;
import java.lang.classfile.AttributedElement;
import java.lang.classfile.Attributes;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.nio.file.FileSystems;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/**
 * Reads what Surefire reported of all rooms: names each test class that took too long, not counting
 * what is tagged long, and repeats what the long tests said of themselves.
 */
final class TestTimes {

  private static final String TAG = "Lorg/junit/jupiter/api/Tag;";
  private static final PathMatcher REPORT =
      FileSystems.getDefault().getPathMatcher("glob:**/target/surefire-reports/TEST-*.xml");

  /** How dev.odeon.testkit.TimeBudget begins its line. */
  private static final String LONG_TEST = "long test: ";

  private TestTimes() {}

  /** Takes the checkout, a file that is older than the reports of this run, and the seconds. */
  public static void main(String[] args) throws Exception {
    FileTime begun = Files.getLastModifiedTime(Path.of(args[1]));
    double secondsMax = Double.parseDouble(args[2]);
    List<String> tooLong = new ArrayList<>();
    for (Path report : reports(Path.of(args[0]), begun)) {
      Element suite = parse(report);
      List<Element> longTests = longTests(suite, testClass(report));
      if (!longTests.isEmpty()) {
        linesOfLongTests(suite).forEach(System.out::println);
      }
      double seconds = seconds(suite) - longTests.stream().mapToDouble(TestTimes::seconds).sum();
      if (seconds > secondsMax) {
        tooLong.add(problem(className(report), seconds, secondsMax));
      }
    }
    tooLong.forEach(System.err::println);
    if (!tooLong.isEmpty()) {
      System.exit(1);
    }
  }

  private static String problem(String name, double seconds, double secondsMax) {
    return String.format(
        Locale.ROOT,
        "verify: %s took %.1f s, a test class may take %.0f s: split it, or tag what must be long"
            + " with @Tag(\"long\")",
        name,
        seconds,
        secondsMax);
  }

  /** The reports of this run: others may be of classes that are gone. */
  private static List<Path> reports(Path root, FileTime begun) throws IOException {
    List<Path> reports = new ArrayList<>();
    Files.walkFileTree(
        root,
        Set.of(),
        5,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
            String name = folder.getFileName().toString();
            return name.equals("src") || name.startsWith(".") && !folder.equals(root)
                ? FileVisitResult.SKIP_SUBTREE
                : FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            if (REPORT.matches(file) && attributes.lastModifiedTime().compareTo(begun) >= 0) {
              reports.add(file);
            }
            return FileVisitResult.CONTINUE;
          }
        });
    reports.sort(Comparator.naturalOrder());
    return reports;
  }

  private static Element parse(Path report) throws Exception {
    return DocumentBuilderFactory.newDefaultInstance()
        .newDocumentBuilder()
        .parse(report.toFile())
        .getDocumentElement();
  }

  /** The tests that are tagged, by themselves or with their class. */
  private static List<Element> longTests(Element suite, Path testClass) throws IOException {
    if (!Files.exists(testClass)) {
      return List.of();
    }
    ClassModel model = ClassFile.of().parse(testClass);
    boolean all = isTaggedLong(model);
    Set<String> methods = new HashSet<>();
    model.methods().stream()
        .filter(TestTimes::isTaggedLong)
        .forEach(method -> methods.add(method.methodName().stringValue()));
    return elements(suite, "testcase")
        .filter(test -> all || methods.contains(methodName(test)))
        .toList();
  }

  private static boolean isTaggedLong(AttributedElement element) {
    return element
        .findAttribute(Attributes.runtimeVisibleAnnotations())
        .map(attribute -> attribute.annotations().stream().anyMatch(TestTimes::isLong))
        .orElse(false);
  }

  private static boolean isLong(Annotation annotation) {
    return annotation.className().equalsString(TAG)
        && annotation.elements().stream().anyMatch(TestTimes::saysLong);
  }

  private static boolean saysLong(AnnotationElement element) {
    return element.value() instanceof AnnotationValue.OfString text
        && text.stringValue().equals("long");
  }

  /** Without the parameters, which the report puts behind the name. */
  private static String methodName(Element test) {
    return test.getAttribute("name").replaceFirst("[^\\w$].*", "");
  }

  private static Stream<String> linesOfLongTests(Element suite) {
    return elements(suite, "system-out")
        .flatMap(out -> out.getTextContent().lines())
        .filter(line -> line.startsWith(LONG_TEST));
  }

  private static Stream<Element> elements(Element suite, String name) {
    NodeList found = suite.getElementsByTagName(name);
    return Stream.iterate(0, index -> index < found.getLength(), index -> index + 1)
        .map(index -> (Element) found.item(index));
  }

  /** Of a class or a test; from a thousand on the report groups the digits. */
  private static double seconds(Element element) {
    return Double.parseDouble(element.getAttribute("time").replace(",", ""));
  }

  private static String className(Path report) {
    return report.getFileName().toString().replaceFirst("^TEST-(.*)\\.xml$", "$1");
  }

  private static Path testClass(Path report) {
    Path target = report.getParent().resolveSibling("test-classes");
    return target.resolve(className(report).replace('.', File.separatorChar) + ".class");
  }
}
