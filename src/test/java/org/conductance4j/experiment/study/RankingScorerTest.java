package org.conductance4j.experiment.study;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.conductance4j.array.Tensor;
import org.conductance4j.attribution.path.ProgressListener;
import org.conductance4j.attribution.question.ResolvedQuestion;
import org.conductance4j.config.InvalidInputException;
import org.conductance4j.experiment.TinyNetwork;
import org.conductance4j.experiment.config.ExperimentConfig;
import org.conductance4j.experiment.input.PassedAudits;
import org.conductance4j.experiment.result.FinishedParts;
import org.conductance4j.pruning.Replacement;
import org.conductance4j.ranking.Ranking;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Entries of a config's rankings, read and computed on a network of a few channels. */
class RankingScorerTest {

  private static final int LINE = 10;

  @TempDir private Path folder;

  @Test
  void everyId_ranksTheLayersNeurons() {
    List<Ranking> rankings =
        rankings(
            "[regional-conductance, layer-conductance, internal-influence,"
                + " layer-integrated-gradients, layer-gradient-times-activation, activation,"
                + " weight-magnitude, random]");

    assertThat(rankings).extracting(Ranking::id).hasSize(8).contains("activation", "random:1");
    assertThat(rankings).allMatch(ranking -> ranking.units() == 400);
  }

  @Test
  void regionAgainstItsComplement_isTwiceItselfMinusTheWhole() {
    List<Ranking> rankings =
        rankings(
            "[regional-conductance, layer-conductance, {by: regional-conductance, against:"
                + " complement, id: contrast}]");

    Tensor regional = rankings.get(0).scores();
    Tensor whole = rankings.get(1).scores();
    Tensor contrast = rankings.get(2).scores();
    double size = Arrays.stream(whole.toArray()).map(Math::abs).sum();
    for (int j = 0; j < whole.length(); j++) {
      assertThat(contrast.get(j))
          .isCloseTo(2 * regional.get(j) - whole.get(j), within(5e-3 * size));
    }
  }

  /** Each is computed along its own nodes, so that they agree to the path's tolerance. */
  @Test
  void classAgainstItself_isAsGoodAsZero() {
    List<Ranking> rankings =
        rankings(
            "[layer-conductance, {by: layer-conductance, against: 'probability:traffic light', id:"
                + " same}, {by: layer-conductance, against: 'probability:car', id: other}]");

    double size = size(rankings.get(0));
    assertThat(size(rankings.get(1))).isLessThan(1e-3 * size);
    assertThat(size(rankings.get(2))).isGreaterThan(0.1 * size);
  }

  private static double size(Ranking ranking) {
    return Arrays.stream(ranking.scores().toArray()).map(Math::abs).sum();
  }

  @Test
  void signs_ofOneMethod_areItsParts() {
    List<Ranking> rankings =
        rankings(
            "[layer-conductance, {by: layer-conductance, sign: absolute}, {by: layer-conductance,"
                + " sign: positive}, {by: layer-conductance, sign: negative}]");

    for (int j = 0; j < 400; j++) {
      double signed = rankings.get(0).scores().get(j);
      assertThat(rankings.get(1).scores().get(j)).isEqualTo(Math.abs(signed));
      assertThat(rankings.get(2).scores().get(j) - rankings.get(3).scores().get(j))
          .isEqualTo(signed);
    }
    assertThat(rankings)
        .extracting(Ranking::id)
        .containsExactly(
            "layer-conductance",
            "layer-conductance-absolute",
            "layer-conductance-positive",
            "layer-conductance-negative");
  }

  @Test
  void channels_areRankedByTheirSums() {
    List<Ranking> rankings =
        rankings(
            "[layer-conductance, {by: layer-conductance, unit: channel}, {by: layer-conductance,"
                + " unit: channel-mean}]");

    Ranking channels = rankings.get(1);
    double[] scores = rankings.get(0).scores().toArray();
    assertThat(channels.units()).isEqualTo(4);
    assertThat(channels.scores().get(0))
        .isCloseTo(Arrays.stream(scores, 0, 100).sum(), within(1e-12));
    assertThat(rankings.get(2).scores().get(0))
        .isCloseTo(Arrays.stream(scores, 0, 100).sum() / 100, within(1e-12));
    assertThat(rankings.get(2).order()).isEqualTo(channels.order());
    assertThat(channels.topNeurons(0.5)).hasSize(200);
  }

  @Test
  void examples_areAveragedOver() {
    List<Ranking> rankings =
        rankings("[activation, {by: activation, examples: batch.npy, id: mean}]");

    assertThat(rankings.get(1).scores().shape()).containsExactly(4, 10, 10);
    assertThat(rankings.get(1).scores()).isNotEqualTo(rankings.get(0).scores());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "[activation, activation] | rankings.1: must be given once, got it again",
        "[{by: activation, against: complement}] | rankings.0.against: goes with a method, got"
            + " activation; leave it out",
        "[{by: activation, region: 'box:0,1,0,1'}] | rankings.0.region: goes with"
            + " regional-conductance, got activation; leave it out",
        "[{by: layer-conductance, sign: upward}] | rankings.0.sign: unknown id 'upward'; known:"
            + " signed, absolute, positive, negative",
      })
  void wrongEntry_isNamedWithItsLine(String rankings, String problem) {
    assertThatThrownBy(() -> config("rankings: " + rankings))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage(folder.resolve("tiny.yaml") + ":" + LINE + " " + problem);
  }

  @ParameterizedTest
  @CsvSource({"zero", "baseline", "mean:batch.npy", "path"})
  void everyReplacement_prunes(String text) {
    ExperimentConfig config = config("replacement: " + text + "\nrankings: [layer-conductance]");
    LoadedExperiment prepared = LoadedExperiment.of(config);
    ResolvedQuestion question = prepared.question(PassedAudits.none());
    Replacement replacement = config.replacement().at(question);
    Study study =
        Study.of(
            question,
            config.rankings(),
            replacement,
            prepared.rankingContext(),
            FinishedParts.unkept(),
            ProgressListener.SILENT);

    assertThat(replacement.id()).isEqualTo(text.replaceAll(":.*", ""));
    assertThat(study.sweep(List.of(0.0, 0.5), ProgressListener.SILENT).points()).hasSize(2);
  }

  private List<Ranking> rankings(String entries) {
    ExperimentConfig config = config("rankings: " + entries);
    LoadedExperiment prepared = LoadedExperiment.of(config);
    Study study =
        Study.of(
            prepared.question(PassedAudits.none()),
            config.rankings(),
            Replacement.zero(),
            prepared.rankingContext(),
            FinishedParts.unkept(),
            ProgressListener.SILENT);
    return study.rankings();
  }

  private ExperimentConfig config(String line) {
    TinyNetwork.write(folder);
    Path file = folder.resolve("tiny.yaml");
    try {
      Files.writeString(file, TinyNetwork.configWith(LINE, line));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return Sections.read(file, new ArrayList<>());
  }
}
