package org.conductance4j.experiment.study;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.conductance4j.array.Precision;
import org.conductance4j.attribution.question.PathOptions;
import org.conductance4j.attribution.question.PathRule;
import org.conductance4j.experiment.config.ExperimentConfig;
import org.conductance4j.experiment.config.FigureOptions;
import org.conductance4j.experiment.config.InputOptions;
import org.conductance4j.experiment.config.PublishedCurves;
import org.conductance4j.experiment.result.Replication;
import org.conductance4j.experiment.result.Robustness;
import org.conductance4j.scene.SceneOptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The configs of experiments that are shipped, with stand-ins for files that are not. */
class ShippedConfigsTest {

  private static final Path CONFIGS = Path.of("configs");

  @TempDir private Path folder = Path.of("");

  private String standIn(String name) throws IOException {
    return Files.writeString(folder.resolve(name), "stand-in").toString();
  }

  @Test
  void stoplight_read_isTheStudyOfTwoLights() throws IOException {
    ExperimentConfig config =
        Sections.read(
            CONFIGS.resolve("stoplight.yaml"),
            List.of("model.weights=" + standIn("a.zip"), "labels=" + standIn("labels.txt")));

    assertThat(config.input().source()).isInstanceOf(InputOptions.Street.class);
    SceneOptions scene = ((InputOptions.Street) config.input().source()).options();
    assertThat(scene.lights()).isEqualTo(2);
    assertThat(config.rankings()).hasSize(3);
    assertThat(config.fractions()).contains(0.0, 0.01);
    ReplicationOptions replication = config.section(ReplicationOptions.class).orElseThrow();
    assertThat(replication.scenes()).isGreaterThanOrEqualTo(30);
    assertThat(replication.lights()).isEqualTo(2);
    assertThat(replication.fraction()).isLessThanOrEqualTo(0.01);
    assertThat(replication.thresholds()).isEqualTo(Replication.Thresholds.DEFAULT);
  }

  @Test
  void stoplightLayers_read_isTheSameStudyAtAllStages() throws IOException {
    List<String> standIns =
        List.of("model.weights=" + standIn("a.zip"), "labels=" + standIn("labels.txt"));
    ExperimentConfig study = Sections.read(CONFIGS.resolve("stoplight.yaml"), standIns);
    ExperimentConfig layers = Sections.read(CONFIGS.resolve("stoplight-layers.yaml"), standIns);

    assertThat(layers.section(LayersOptions.class).orElseThrow().groups())
        .extracting(List::size)
        .contains(1, 2);
    assertThat(layers.layer()).isEqualTo(study.layer());
    assertThat(layers.region()).isEqualTo(study.region());
    assertThat(layers.input()).isEqualTo(study.input());
  }

  @Test
  void stoplightPhoto_read_isTheStudyOfThePaper() throws IOException {
    ExperimentConfig config =
        Sections.read(
            CONFIGS.resolve("stoplight-photo.yaml"),
            List.of("model.weights=" + standIn("a.pth"), "input.image=" + standIn("photo.jpeg")));

    assertThat(config.objective()).hasToString("probability:920");
    assertThat(config.layer()).isEqualTo("blocks.4");
    assertThat(config.region()).isEqualTo("box:45,90,100,130");
    assertThat(config.figures().background()).isEqualTo(FigureOptions.Background.EDGES);
    assertThat(config.precision()).isEqualTo(Precision.FLOAT32);
    assertThat(config.fractions()).hasSize(7);
    assertThat(config.figures().pages()).containsValue("../stoplight-photo-rules/report.html");
    PublishedCurves published = config.section(PublishedCurves.class).orElseThrow();
    assertThat(published.differences(config.places().resolved()))
        .containsExactly("layer", "model.architecture");
  }

  @Test
  void stoplightPhotoRules_read_isTheSameStudyBesideThePublishedRule() throws IOException {
    List<String> standIns =
        List.of("model.weights=" + standIn("a.pth"), "input.image=" + standIn("photo.jpeg"));
    ExperimentConfig study = Sections.read(CONFIGS.resolve("stoplight-photo.yaml"), standIns);
    ExperimentConfig rules = Sections.read(CONFIGS.resolve("stoplight-photo-rules.yaml"), standIns);

    assertThat(rules.section(ComparisonOptions.class).orElseThrow().path())
        .isEqualTo(PathOptions.fixed(PathRule.PUBLISHED, 256));
    assertThat(rules.path()).isEqualTo(study.path());
    assertThat(rules.layer()).isEqualTo(study.layer());
    assertThat(rules.region()).isEqualTo(study.region());
    assertThat(rules.figures().pages()).containsValue("../stoplight-photo/report.html");
  }

  @Test
  void stoplightBaselines_read_comparesFourFromTheSameScene() {
    ExperimentConfig config = Sections.read(CONFIGS.resolve("stoplight-baselines.yaml"), List.of());

    assertThat(config.section(BaselinesOptions.class).orElseThrow().baselines())
        .extracting(Object::toString)
        .containsExactly("black", "white", "blur:10", "uniform:1");
    assertThat(config.baseline()).hasToString("black");
  }

  @Test
  void pathError_read_asksForEveryRuleOnBothNetworks() throws IOException {
    ExperimentConfig street =
        Sections.read(
            CONFIGS.resolve("path-error.yaml"),
            List.of("model.weights=" + standIn("a.zip"), "labels=" + standIn("labels.txt")));
    ExperimentConfig photo =
        Sections.read(
            CONFIGS.resolve("path-error-photo.yaml"),
            List.of("model.weights=" + standIn("a.pth"), "input.image=" + standIn("photo.jpeg")));

    PathStudyOptions options = street.section(PathStudyOptions.class).orElseThrow();
    assertThat(photo.section(PathStudyOptions.class).orElseThrow().tolerances()).contains(1e-3);
    assertThat(options.grid()).isEqualTo(8192);
    assertThat(options.tolerances()).contains(1e-3);
  }

  @Test
  void stoplightPhoto_withoutPhoto_saysWhichOneItIs() throws IOException {
    String weights = "model.weights=" + standIn("a.pth");
    Path missing = folder.resolve("photo.jpeg");

    assertThatThrownBy(
            () ->
                Sections.read(
                    CONFIGS.resolve("stoplight-photo.yaml"),
                    List.of(weights, "input.image=" + missing)))
        .hasMessage(
            "override input.image: must be a file that exists, got no such file '"
                + missing
                + "'; the photo is n06874185_1258 of ImageNet; name yours with --set"
                + " input.image=FILE");
  }

  @Test
  void stoplightResnet152_read_hasThePublishedSettings() throws IOException {
    ExperimentConfig config =
        Sections.read(
            CONFIGS.resolve("stoplight-resnet152.yaml"),
            List.of("model.weights=" + standIn("a.pth"), "input.image=" + standIn("photo.jpeg")));

    assertThat(config.model().architecture()).isEqualTo("resnet152");
    assertThat(config.path()).isEqualTo(PathOptions.fixed(PathRule.PUBLISHED, 256));
    PublishedCurves published = config.section(PublishedCurves.class).orElseThrow();
    assertThat(published.differences(config.places().resolved())).isEmpty();
    assertThat(published.fractions()).containsAll(config.fractions()).hasSize(12);
    assertThat(published.curves().get(0).inside().get(1)).isEqualTo(-1.1457);
    assertThat(published.source()).contains("arXiv:2202.11912");
  }

  @Test
  void stoplightResnet152_withoutWeights_saysWhichFileAndHowItIsChecked() throws IOException {
    String photo = "input.image=" + standIn("photo.jpeg");
    Path missing = folder.resolve("resnet152-b121ed2d.pth");

    assertThatThrownBy(
            () ->
                Sections.read(
                    CONFIGS.resolve("stoplight-resnet152.yaml"),
                    List.of(photo, "model.weights=" + missing)))
        .hasMessage(
            "override model.weights: must be a file that exists, got no such file '"
                + missing
                + "'; put torchvision's resnet152-b121ed2d.pth there; its SHA-256 must begin with"
                + " b121ed2d");
  }

  @Test
  void stoplightRobustness_read_variesLayerBaselineObjectiveAndLight() throws IOException {
    ExperimentConfig config =
        Sections.read(
            CONFIGS.resolve("stoplight-robustness.yaml"),
            List.of("model.weights=" + standIn("a.pth"), "input.image=" + standIn("photo.jpeg")));

    RobustnessOptions robustness = config.section(RobustnessOptions.class).orElseThrow();
    assertThat(robustness.variations()).hasSize(7 * 4 * 3);
    assertThat(robustness.regions()).containsOnlyKeys("right", "left");
    assertThat(robustness.regions()).containsEntry("right", config.region());
    assertThat(robustness.thresholds()).isEqualTo(Robustness.Thresholds.DEFAULT);
    assertThat(robustness.objectives()).extracting(Object::toString).contains("logit:920");
    assertThat(config.figures().background()).isEqualTo(FigureOptions.Background.EDGES);
  }
}
