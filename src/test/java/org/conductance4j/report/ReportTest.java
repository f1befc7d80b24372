package org.conductance4j.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.conductance4j.experiment.result.ExperimentResult;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReportTest {

  @TempDir private Path folder;
  private final Locale before = Locale.getDefault();

  @AfterEach
  void restoreLocale() {
    Locale.setDefault(before);
  }

  @Test
  void picture_write_allFigures() throws IOException {
    Report.write(MadeUp.striking(), folder);

    assertThat(names(folder))
        .containsExactly(
            "figures/curves.png",
            "figures/input-attribution.png",
            "figures/input.png",
            "figures/neurons.png",
            "figures/replication.png",
            "report.html");
  }

  @Test
  void features_write_barsInsteadOfMaps() throws IOException {
    Report.write(MadeUp.features(), folder);

    assertThat(names(folder))
        .containsExactly("figures/curves.png", "figures/input-attribution.png", "report.html");
    assertThat(page(MadeUp.features()))
        .doesNotContain("picture that was explained", "Random pruning", "Regional conductance")
        .contains("Each feature’s contribution to the logit of class 1");
  }

  @Test
  void write_localesAndTwice_sameBytes() throws IOException {
    Locale.setDefault(Locale.ENGLISH);
    Map<String, String> english = written(MadeUp.striking(), "en");
    for (String language : List.of("de", "tr")) {
      Locale.setDefault(Locale.forLanguageTag(language));
      assertThat(written(MadeUp.striking(), language)).isEqualTo(english);
    }
  }

  @Test
  void page_needsNothingFromOutside_hasEveryFigure_tellsTheNumbers() throws IOException {
    String html = page(MadeUp.striking());

    assertSelfContained(html);
    assertHasEveryFigure(html);
    assertTellsTheNumbers(html);
  }

  private static void assertSelfContained(String html) {
    Matcher links =
        Pattern.compile("(?:src|href|url|action|data)\\s*[=(]\\s*[\"']?([^\"')>]*)").matcher(html);
    List<String> targets = new ArrayList<>();
    while (links.find()) {
      targets.add(links.group(1));
    }
    assertThat(targets).hasSize(5).allMatch(t -> t.startsWith("data:image/png;base64,"));
    assertThat(html).doesNotContain("<script", "<link", "@import", "http://", "https://");
  }

  private static void assertHasEveryFigure(String html) {
    for (String id : List.of("input", "input-attribution", "neurons", "curves", "replication")) {
      assertThat(html).containsOnlyOnce("<figure id=\"" + id + "\">");
    }
    assertThat(html)
        .contains("alt=\"The picture, with the box outlined.\"")
        .doesNotContain("alt=\"\"", "{{", "}}");
  }

  private static void assertTellsTheNumbers(String html) {
    assertThat(html)
        .contains("<h1>What the box contributes to the probability of ‘traffic light’</h1>")
        .contains(
            "<td class=\"n\">1 %</td><td class=\"n\">368</td><td class=\"n\">0.991</td>"
                + "<td class=\"n\">−0.214</td><td class=\"n\">+1.203</td>"
                + "<td class=\"n\">+0.989</td>")
        .contains("<td class=\"n\">0.995 … 0.999</td>")
        .contains("<td class=\"n\">0.021 %</td><td class=\"holds\">holds</td>")
        .contains("<td class=\"n\">under 0.001 %</td><td class=\"holds\">holds</td>")
        .contains("96 points on the straight line", "the rule ‘adaptive’", "is 0.00084.")
        .contains("all four conditions hold in 28.")
        .contains("a1".repeat(32), "0123456789abcdef0123456789abcdef01234567")
        .contains("&quot;baseline&quot; : &quot;black&quot;");
  }

  @Test
  void labelOfMarkup_isShownAsText() throws IOException {
    ExperimentResult made = MadeUp.labelled("<img src=x onerror=alert(1)>");

    assertThat(page(made))
        .doesNotContain("<img src=x")
        .contains("‘&lt;img src&#x3D;x onerror&#x3D;alert(1)&gt;’");
  }

  @Test
  void inputFigure_picture_showsItsColours() throws IOException {
    Report.write(MadeUp.striking(), folder);
    BufferedImage image = ImageIO.read(folder.resolve("figures/input.png").toFile());

    assertThat(image.getWidth()).isEqualTo(96 * 7);
    assertThat(image.getHeight()).isEqualTo(96 * 7);
    assertThat(rgb(image, 80 * 7, 80 * 7)).isEqualTo(0x6a6d70);
    assertThat(rgb(image, 70 * 7, 70 * 7)).isEqualTo(0x8c1f1f);
    assertThat(rgb(image, MadeUp.BOX[2] * 7, 30 * 7)).as("border").isEqualTo(0x1f2328);
  }

  @Test
  void inputFigure_edges_holdsNoColourOfThePicture() throws IOException {
    Report.write(MadeUp.dull(), folder);
    BufferedImage image = ImageIO.read(folder.resolve("figures/input.png").toFile());

    int white = 0;
    int spread = 0;
    for (int y = 0; y < image.getHeight(); y++) {
      for (int x = 0; x < image.getWidth(); x++) {
        int rgb = rgb(image, x, y);
        spread = Math.max(spread, Math.abs(((rgb >> 16) & 0xff) - (rgb & 0xff)));
        white += rgb == 0xffffff ? 1 : 0;
      }
    }
    assertThat(spread).as("red against blue: only the ink's own").isLessThan(15);
    assertThat(white).isGreaterThan((int) (0.95 * image.getWidth() * image.getHeight()));
  }

  private String page(ExperimentResult result) throws IOException {
    Report.write(result, folder);
    return Files.readString(folder.resolve("report.html")).replace('\u00a0', ' ');
  }

  private Map<String, String> written(ExperimentResult result, String name) throws IOException {
    Path out = Files.createDirectory(folder.resolve(name));
    Report.write(result, out);
    Map<String, String> files = new TreeMap<>();
    for (String file : names(out)) {
      files.put(file, java.util.HexFormat.of().formatHex(Files.readAllBytes(out.resolve(file))));
    }
    return files;
  }

  private static List<String> names(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files
          .filter(Files::isRegularFile)
          .map(f -> folder.relativize(f).toString().replace('\\', '/'))
          .sorted()
          .toList();
    }
  }

  private static int rgb(BufferedImage image, int x, int y) {
    return image.getRGB(x, y) & 0xffffff;
  }
}
