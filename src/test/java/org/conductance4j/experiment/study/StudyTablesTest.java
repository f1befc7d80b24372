package org.conductance4j.experiment.study;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.conductance4j.array.Npy;
import org.conductance4j.array.Tensor;
import org.conductance4j.attribution.path.ProgressListener;
import org.conductance4j.attribution.question.ResolvedQuestion;
import org.conductance4j.config.InvalidInputException;
import org.conductance4j.engine.Evaluator;
import org.conductance4j.engine.OutputStage;
import org.conductance4j.experiment.TinyNetwork;
import org.conductance4j.experiment.config.ExperimentConfig;
import org.conductance4j.experiment.input.PassedAudits;
import org.conductance4j.experiment.result.FinishedParts;
import org.conductance4j.pruning.Replacement;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The tables of a run that have files of their own. */
class StudyTablesTest {

  private static final int LINE = 12;
  private static final int EXAMPLES = 11;

  @TempDir private Path folder;

  @Test
  void stability_everyChange_hasALineForEachRanking() {
    ExperimentConfig config =
        config("stability: {steps: [64], baselines: [white], noise: [0.001], fraction: 0.05}");
    LoadedExperiment prepared = LoadedExperiment.of(config);
    ResolvedQuestion question = prepared.question(PassedAudits.none());
    Study study = study(config, prepared, question);
    StabilityOptions options = config.section(StabilityOptions.class).orElseThrow();

    String csv =
        new StabilityStudy(options, prepared, ProgressListener.SILENT)
            .run(question, study.rankings())
            .table()
            .csv();

    List<String> lines = csv.lines().toList();
    assertThat(lines).hasSize(1 + 3 * 2);
    assertThat(lines.get(0)).isEqualTo("change,ranking,rank_correlation,fraction,top_overlap");
    assertThat(lines.get(1)).startsWith("\"steps 64\",regional-conductance,");
    assertThat(Double.parseDouble(cell(lines.get(1), 2))).isGreaterThan(0.99);
    assertThat(lines.get(3)).startsWith("\"baseline white\",regional-conductance,");
    assertThat(lines.get(5)).startsWith("\"noise 0.001 seed 0\",regional-conductance,");
    assertThat(Double.parseDouble(cell(lines.get(3), 2)))
        .isLessThan(Double.parseDouble(cell(lines.get(5), 2)));
  }

  @Test
  void stability_topWithoutANeuron_isRefusedBeforeAnythingIsComputed() {
    ExperimentConfig config = config("stability: {steps: [64], fraction: 0.000001}");
    List<String> stages = new ArrayList<>();

    assertThatThrownBy(
            () -> new Run(config, (stage, part) -> stages.add(stage), Clock.systemUTC()).execute())
        .isInstanceOf(InvalidInputException.class)
        .hasMessageMatching(
            ".*tiny.yaml:\\d+ stability: fraction: must hold at least one of \\d+ neurons,"
                + " got 1.0E-6; choose a larger one");
    assertThat(stages).isEmpty();
  }

  @Test
  void stability_topWithoutAChannel_isRefusedBeforeAnythingIsComputed() {
    ExperimentConfig config =
        config(
            "stability: {steps: [64], fraction: 0.05}",
            "rankings=[{by: layer-conductance, unit: channel}]");
    List<String> stages = new ArrayList<>();

    assertThatThrownBy(
            () -> new Run(config, (stage, part) -> stages.add(stage), Clock.systemUTC()).execute())
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("fraction: must hold at least one of 4 channels, got 0.05");
    assertThat(stages).isEmpty();
  }

  @Test
  void accuracy_ofTheNetworksOwnAnswers_startsAtOne() {
    double[] values =
        new Random(2).doubles((long) EXAMPLES * 3 * TinyNetwork.SIZE * TinyNetwork.SIZE).toArray();
    int[] shape = {EXAMPLES, 3, TinyNetwork.SIZE, TinyNetwork.SIZE};
    Npy.write(folder.resolve("inputs.npy"), Tensor.of(shape, values));
    ResolvedQuestion asked = LoadedExperiment.of(config("seed: 1")).question(PassedAudits.none());
    Npy.write(folder.resolve("classes.npy"), answers(asked, values));
    ExperimentConfig config = config("accuracy: {inputs: inputs.npy, classes: classes.npy}");
    LoadedExperiment prepared = LoadedExperiment.of(config);
    ResolvedQuestion question = prepared.question(PassedAudits.none());
    Study study = study(config, prepared, question);
    AccuracyOptions options = config.section(AccuracyOptions.class).orElseThrow();

    List<String> lines =
        AccuracyStudy.of(question, study.cuts(List.of(0.0, 0.9)), options, ProgressListener.SILENT)
            .table()
            .csv()
            .lines()
            .toList();

    assertThat(lines).hasSize(1 + 2 * 4);
    assertThat(lines.get(0)).isEqualTo("ranking,fraction,pruned,all,explained_class,others");
    for (int ranking = 0; ranking < 4; ranking++) {
      assertThat(cell(lines.get(1 + 2 * ranking), 3)).isEqualTo("1.0");
    }
    assertThat(lines).anyMatch(line -> line.contains(",0.9,") && !cell(line, 3).equals("1.0"));
  }

  /** The class of the largest output of each example. */
  private static Tensor answers(ResolvedQuestion question, double... values) {
    double[] classes = new double[EXAMPLES];
    try (Evaluator network = question.program().whole(OutputStage.OUTPUT).bindForward(EXAMPLES)) {
      network.forward(values);
      double[] outputs = network.target(0);
      for (int i = 0; i < outputs.length; i++) {
        int example = i / 3;
        if (outputs[i] > outputs[3 * example + (int) classes[example]]) {
          classes[example] = i % 3;
        }
      }
    }
    return Tensor.of(new int[] {EXAMPLES}, classes);
  }

  @Test
  void accuracy_classesThatDoNotFit_areRefused() {
    Npy.write(folder.resolve("classes.npy"), Tensor.of(new int[] {2}, new double[] {0, 3}));
    ExperimentConfig config = config("accuracy: {inputs: batch.npy, classes: classes.npy}");
    LoadedExperiment prepared = LoadedExperiment.of(config);
    AccuracyOptions options = config.section(AccuracyOptions.class).orElseThrow();

    assertThatThrownBy(
            () ->
                AccuracyStudy.of(
                    prepared.question(PassedAudits.none()),
                    List.of(),
                    options,
                    ProgressListener.SILENT))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageEndingWith(
            "accuracy: classes: needs an index from 0 to 2 for each of 2 inputs, got 2 numbers;"
                + " write one a row");
  }

  private static String cell(String line, int index) {
    return List.of(line.split(",", -1)).get(index);
  }

  private static Study study(
      ExperimentConfig config, LoadedExperiment prepared, ResolvedQuestion question) {
    return Study.of(
        question,
        config.rankings(),
        Replacement.zero(),
        prepared.rankingContext(),
        FinishedParts.unkept(),
        ProgressListener.SILENT);
  }

  private ExperimentConfig config(String line, String... overrides) {
    TinyNetwork.write(folder);
    Path file = folder.resolve("tiny.yaml");
    try {
      Files.writeString(file, TinyNetwork.configWith(LINE, line));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return Sections.read(file, List.of(overrides));
  }
}
