package org.conductance4j.experiment.study;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.conductance4j.array.Npy;
import org.conductance4j.array.Tensor;
import org.conductance4j.attribution.path.ProgressListener;
import org.conductance4j.config.InvalidInputException;
import org.conductance4j.experiment.TinyNetwork;
import org.conductance4j.experiment.config.ExperimentConfig;
import org.conductance4j.experiment.result.ResultFolders;
import org.conductance4j.experiment.result.ResultStore;
import org.conductance4j.experiment.result.WorkFolder;
import org.conductance4j.report.Report;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A run with every section that a config can have: what is left of it when it is interrupted. */
class RunResumeTest {

  @TempDir private static Path folder;
  private static Path config;
  private static Path whole;

  @BeforeAll
  static void runUndisturbed() throws IOException {
    TinyNetwork.write(folder);
    Npy.write(folder.resolve("classes.npy"), Tensor.of(new int[] {2}, new double[] {0, 2}));
    config =
        Files.writeString(
            folder.resolve("everything.yaml"),
            TinyNetwork.config()
                    .replace(
                        "rankings: [",
                        "rankings: [activation, {by: layer-conductance, unit: channel}, ")
                + """
                layers: [second, first, [first, second]]
                comparison: {rule: published, steps: 16}
                baselines: [white, "constant:0.5"]
                stability: {steps: [8], noise: [0.01], fraction: 0.3}
                accuracy: {inputs: batch.npy, classes: classes.npy}
                robustness:
                  layers: [first, second]
                  baselines: [black, white]
                  objectives: [probability, logit]
                  regions: {a: "box:2,7,3,9", b: "box:0,3,0,3"}
                  path: {rule: midpoint, steps: 4}
                """);
    whole = folder.resolve("whole");
    assertThat(run(whole, false, ProgressListener.SILENT)).isTrue();
  }

  private static boolean run(
      Path out, boolean resume, ProgressListener progress, String... overrides) {
    ExperimentConfig read = Sections.read(config, List.of(overrides));
    ResultStore store = new ResultStore(out, Sections.files());
    store.check();
    return new Run(read, progress, Clock.systemUTC())
        .into(store, resume, Report::write)
        .isPresent();
  }

  /** What a killed process leaves: whatever it was doing ends at once. */
  private static final class Killed extends Error {
    private static final long serialVersionUID = 1;
  }

  private static ProgressListener deadlyAfter(int steps) {
    int[] seen = {0};
    return (stage, fraction) -> {
      if (++seen[0] > steps) {
        throw new Killed();
      }
    };
  }

  private static int steps() {
    int[] seen = {0};
    run(folder.resolve("counted"), false, (stage, fraction) -> seen[0]++);
    return seen[0];
  }

  @Test
  void tenKills_eachResumed_sameBytesAsUndisturbed() throws IOException {
    Path out = folder.resolve("killed");
    SplittableRandom random = new SplittableRandom(5);
    int most = steps() / 8;
    int kills = 0;
    for (int attempt = 0; attempt < 10; attempt++) {
      try {
        run(out, true, deadlyAfter(random.nextInt(1, most)));
        break;
      } catch (Killed expected) {
        kills++;
        assertThat(out).doesNotExist();
      }
    }
    assertThat(kills).isGreaterThan(5);
    run(out, true, ProgressListener.SILENT);
    ResultFolders.assertSame(out, whole);
    assertThat(WorkFolder.of(out)).doesNotExist();
  }

  @Test
  void folderCopiedAtEveryStage_resumed_sameBytes() throws IOException {
    Path out = folder.resolve("watched");
    List<String> stages = new ArrayList<>();
    run(
        out,
        false,
        (stage, fraction) -> {
          if (!stages.contains(stage)) {
            stages.add(stage);
            ResultFolders.copy(WorkFolder.of(out), WorkFolder.of(folder.resolve("copy-" + stage)));
          }
        });
    assertThat(stages).contains("path", "sweep", "maps", "layers", "comparison", "robustness");
    for (String stage : List.of("sweep", "layers", "robustness")) {
      Path resumed = folder.resolve("copy-" + stage);
      run(resumed, true, ProgressListener.SILENT);
      ResultFolders.assertSame(resumed, whole);
    }
  }

  @Test
  void partsThatAreDone_resumed_areNotDoneAgain() {
    Path out = folder.resolve("parts");
    assertThatThrownBy(() -> run(out, false, deadlyAt("comparison"))).isInstanceOf(Killed.class);
    List<String> stages = new ArrayList<>();

    run(out, true, (stage, fraction) -> stages.add(stage));

    assertThat(stages).doesNotContain("path", "sweep", "maps").contains("comparison");
  }

  private static ProgressListener deadlyAt(String last) {
    return (stage, fraction) -> {
      if (stage.equals(last)) {
        throw new Killed();
      }
    };
  }

  @Test
  void interruptedAndConfigChanged_refusedInOneLine_partsKept() {
    Path out = folder.resolve("changed");
    assertThatThrownBy(() -> run(out, false, deadlyAt("layers"))).isInstanceOf(Killed.class);

    assertThatThrownBy(() -> run(out, true, ProgressListener.SILENT, "seed=5"))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage(
            out.toAbsolutePath()
                + ": needs what it was begun with, seed 1, got 5; give the same again, or"
                + " begin anew");

    List<String> stages = new ArrayList<>();
    run(out, true, (stage, fraction) -> stages.add(stage));
    assertThat(stages).doesNotContain("path", "sweep");
  }

  @Test
  void interruptedThenBegunAnew_takesNothingOver() {
    Path out = folder.resolve("anew");
    assertThatThrownBy(() -> run(out, false, deadlyAt("layers"))).isInstanceOf(Killed.class);
    List<String> stages = new ArrayList<>();

    run(out, false, (stage, fraction) -> stages.add(stage));

    assertThat(stages).contains("path", "sweep");
  }

  @Test
  void badInputFoundLate_nothingIsLeft() {
    Path out = folder.resolve("bad");

    assertThatThrownBy(() -> run(out, false, ProgressListener.SILENT, "layers=[secnd]"))
        .isInstanceOf(InvalidInputException.class);

    assertThat(out).doesNotExist();
    assertThat(WorkFolder.of(out)).doesNotExist();
  }

  @Test
  void folderInUse_secondRun_isRefused() throws IOException {
    Path out = folder.resolve("used");
    Path work = Files.createDirectories(WorkFolder.of(out));
    try (FileChannel channel =
            FileChannel.open(
                work.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        var lock = channel.lock()) {
      assertThat(lock.isValid()).isTrue();
      assertThatThrownBy(() -> run(out, false, ProgressListener.SILENT))
          .isInstanceOf(InvalidInputException.class)
          .hasMessage(
              out.toAbsolutePath()
                  + ": must not be in use, got another run that is writing it; wait for it, or"
                  + " choose another folder");
    }
  }

  @Test
  void brokenPart_resumed_isNamed() throws IOException {
    Path out = folder.resolve("broken");
    assertThatThrownBy(() -> run(out, false, deadlyAt("sweep"))).isInstanceOf(Killed.class);
    Files.writeString(WorkFolder.of(out).resolve("path.part.json"), "{\"seconds\":1,");

    assertThatThrownBy(() -> run(out, true, ProgressListener.SILENT))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageStartingWith(
            WorkFolder.of(out).resolve("path.part.json").toAbsolutePath()
                + ": must be a part of a run, got ")
        .hasMessageEndingWith("; begin anew");
  }

  @Test
  void completeResultAndFolderLeft_resumed_isTidied() throws IOException {
    Files.createDirectories(WorkFolder.of(whole));

    assertThat(run(whole, true, ProgressListener.SILENT)).isFalse();
    assertThat(WorkFolder.of(whole)).doesNotExist();
  }
}
