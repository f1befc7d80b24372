package org.conductance4j.experiment.window;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.SplittableRandom;
import org.conductance4j.array.HeldMemory;
import org.conductance4j.array.Npy;
import org.conductance4j.array.Tensor;
import org.conductance4j.attribution.memory.MemoryBudget;
import org.conductance4j.attribution.path.PathNodes;
import org.conductance4j.attribution.path.ProgressListener;
import org.conductance4j.attribution.question.PathRule;
import org.conductance4j.config.ConfigDocument;
import org.conductance4j.config.InvalidInputException;
import org.conductance4j.config.RecordJson;
import org.conductance4j.experiment.TinyNetwork;
import org.conductance4j.experiment.input.PassedAudits;
import org.conductance4j.experiment.result.ResultFolders;
import org.conductance4j.experiment.result.ResultStore;
import org.conductance4j.experiment.result.WorkFolder;
import org.conductance4j.report.WindowReport;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A study of windows on a tiny network: its numbers, and what happens when it is interrupted. */
class WindowStudyTest {

  private static final int TRAINING = 18;
  private static final int HELD_OUT = 14;

  @TempDir private static Path folder;
  private static Path config;
  private static Path whole;

  @BeforeAll
  static void runUndisturbed() throws IOException {
    TinyNetwork.write(folder);
    pictures("training", TRAINING, 1);
    pictures("held-out", HELD_OUT, 2);
    config =
        Files.writeString(
            folder.resolve("windows.yaml"),
            """
            experiment: tiny-windows
            model: {weights: tiny.zip}
            labels: labels.txt
            pictures:
              training: {npy: {images: training-x.npy, labels: training-y.npy}}
              held-out: {npy: {images: held-out-x.npy, labels: held-out-y.npy}}
            layer: first
            path: {rule: shared, steps: 6}
            windows: {upper: 'box:0,6,0,12', corner: 'box:8,12,8,12'}
            random: {seeds: [3, 4]}
            fractions: [0.1, 0.4]
            bootstrap: {resamples: 20}
            chunk: 3
            """);
    whole = folder.resolve("whole");
    assertThat(run(whole, false, (stage, fraction) -> {})).isTrue();
  }

  private static void pictures(String name, int count, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    double[] x = new double[count * 3 * TinyNetwork.SIZE * TinyNetwork.SIZE];
    double[] y = new double[count];
    for (int i = 0; i < x.length; i++) {
      x[i] = random.nextDouble();
    }
    for (int i = 0; i < count; i++) {
      y[i] = i % 3;
    }
    int[] shape = {count, 3, TinyNetwork.SIZE, TinyNetwork.SIZE};
    Npy.write(folder.resolve(name + "-x.npy"), Tensor.of(shape, x));
    Npy.write(folder.resolve(name + "-y.npy"), Tensor.of(new int[] {count}, y));
  }

  private static boolean run(
      Path out, boolean resume, ProgressListener progress, String... overrides) {
    WindowConfig study = WindowConfig.read(ConfigDocument.read(config, List.of(overrides)));
    ResultStore store = new ResultStore(out, List.of());
    store.check();
    return run(study, MemoryBudget.free(), store, resume, progress);
  }

  private static boolean run(
      WindowConfig study,
      MemoryBudget budget,
      ResultStore store,
      boolean resume,
      ProgressListener progress) {
    return new WindowRun(study, budget, PassedAudits.none(), progress, Clock.systemUTC())
        .into(store, resume, WindowReport::write);
  }

  /** What a killed process leaves: whatever it was doing ends at once. */
  private static final class Killed extends Error {
    private static final long serialVersionUID = 1;
  }

  @Test
  void tenKills_eachResumed_sameBytesAsUndisturbed() throws IOException {
    Path out = folder.resolve("killed");
    SplittableRandom random = new SplittableRandom(11);
    for (int kill = 0; kill < 10; kill++) {
      int last = random.nextInt(1, 5);
      int[] steps = {0};
      ProgressListener deadly =
          (stage, fraction) -> {
            if (++steps[0] > last && !stage.equals("nodes")) {
              throw new Killed();
            }
          };
      try {
        run(out, true, deadly);
      } catch (Killed expected) {
        assertThat(out).doesNotExist();
        assertThat(WorkFolder.of(out)).exists();
        continue;
      }
      delete(out);
    }
    run(out, true, (stage, fraction) -> {});
    ResultFolders.assertSame(out, whole);
    assertThat(WorkFolder.of(out)).doesNotExist();
  }

  @Test
  void folderCopiedAtAnyMoment_resumed_sameBytes() throws IOException {
    Path out = folder.resolve("watched");
    int[] copies = {0};
    run(
        out,
        false,
        (stage, fraction) -> {
          Path target = WorkFolder.of(folder.resolve("copy" + copies[0]++));
          ResultFolders.copy(WorkFolder.of(out), target);
        });
    assertThat(copies[0]).isGreaterThan(10);
    for (int n : new int[] {1, copies[0] / 2, copies[0] - 1}) {
      Path resumed = folder.resolve("copy" + n);
      run(resumed, true, (stage, fraction) -> {});
      ResultFolders.assertSame(resumed, whole);
    }
  }

  @Test
  void completeResult_resumed_isLeftAlone() throws IOException {
    byte[] before = Files.readAllBytes(whole.resolve("provenance.json"));
    assertThat(run(whole, true, (stage, fraction) -> {})).isFalse();
    assertThat(Files.readAllBytes(whole.resolve("provenance.json"))).isEqualTo(before);
  }

  @Test
  void killedBeforeTidying_resumed_workIsTidied() throws IOException {
    Files.createDirectory(WorkFolder.of(whole));
    Files.writeString(WorkFolder.of(whole).resolve("state.bin"), "of the run that was killed");

    assertThat(run(whole, true, (stage, fraction) -> {})).isFalse();

    assertThat(WorkFolder.of(whole)).doesNotExist();
  }

  @Test
  void interruptedAndConfigChanged_refusedInOneLine_stateKept() {
    Path out = folder.resolve("changed");
    ProgressListener deadly =
        (stage, fraction) -> {
          if (stage.equals("measure")) {
            throw new Killed();
          }
        };
    assertThatThrownBy(() -> run(out, false, deadly)).isInstanceOf(Killed.class);

    assertThatThrownBy(() -> run(out, true, (stage, fraction) -> {}, "seed=5"))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage(
            out.toAbsolutePath()
                + ": needs what it was begun with, seed 1, got 5; give the same again, or"
                + " begin anew");
    assertThat(run(out, true, (stage, fraction) -> {})).isTrue();
  }

  @Test
  void folderThatCannotBe_refusedBeforeAnyWork() {
    Path out = config.resolve("below-a-file");
    assertThatThrownBy(() -> run(out, false, (stage, fraction) -> {}))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageStartingWith(out.toAbsolutePath() + ": must be writable");
  }

  @Test
  void memory_tooLittle_refusedWithTheLeastThatWouldDo_whichGivesTheSameScores()
      throws IOException {
    WindowConfig study = WindowConfig.read(ConfigDocument.read(config, List.of()));
    ResultStore store = new ResultStore(folder.resolve("tight"), List.of());
    String message = refusal(study, "300k", store);
    assertThat(message)
        .matches(
            "--memory: must be at least \\d+[mk] for this study, got 300k; give more, or choose"
                + " fewer steps or smaller pictures");
    String least = message.replaceAll(".*at least (\\S+) for.*", "$1");

    assertThat(refusal(study, least, store)).isEmpty();

    ResultFolders.assertClose(store.folder(), whole);
  }

  /** Why a budget is too small, or nothing. */
  private static String refusal(WindowConfig study, String budget, ResultStore store) {
    try {
      run(study, MemoryBudget.parse(budget, "--memory"), store, false, (stage, fraction) -> {});
      return "";
    } catch (InvalidInputException e) {
      return String.valueOf(e.getMessage());
    }
  }

  @Test
  void memory_ofPathsThatAreBound_isNoMoreThanWasSaidBefore() {
    WindowSubject subject =
        WindowSubject.of(WindowConfig.read(ConfigDocument.read(config, List.of())));
    PathNodes nodes = PathNodes.of(PathRule.MIDPOINT, 6);
    long said = PicturePaths.bytes(subject.program(), subject.layer(), 6, 2, 4);
    long before = HeldMemory.held();

    PicturePaths paths =
        new PicturePaths(
            subject.program(), subject.layer(), subject.readouts(), nodes, subject.members(), 4);
    long taken = HeldMemory.held() - before;
    paths.close();

    // Half of it are the JVM's arrays.
    assertThat(taken).isBetween(said / 4, said);
    assertThat(HeldMemory.held()).isEqualTo(before);
  }

  @Test
  void metrics_sumsOfGradients_areTheScoresDifference() throws IOException {
    JsonNode metrics = json(whole.resolve("metrics.json"));
    // Six nodes on random pictures: measured root mean squares 3e-4 to 2e-3.
    for (String pictures : List.of("training", "held_out", "pruned")) {
      assertThat(metrics.at("/path/" + pictures + "/root_mean_square").asDouble())
          .isBetween(0.0, 0.02);
    }
    assertThat(metrics.at("/curves")).hasSize(4 * 2 * 3 * 2);
    for (JsonNode curve : metrics.at("/curves")) {
      JsonNode inside = curve.get("inside");
      assertThat(inside.get("value").asDouble())
          .isBetween(inside.get("low").asDouble() - 1, inside.get("high").asDouble() + 1);
      assertThat(curve.at("/accuracy/value").asDouble()).isBetween(0.0, 1.0);
    }
    assertThat(Files.readString(whole.resolve("report.html"))).contains("upper").contains("random");
  }

  @Test
  void regionalConductance_ofAllWindowsTogether_isConductance() {
    // Two windows that are each other's complement: their conductances add up to the layer's.
    Path out = folder.resolve("halves");
    run(out, false, (stage, fraction) -> {}, "windows={a: 'box:0,6,0,12', b: 'box:6,12,0,12'}");
    Tensor all = Npy.read(out.resolve("ranking-layer-conductance.npy"));
    Tensor a = Npy.read(out.resolve("ranking-regional-conductance-a.npy"));
    Tensor b = Npy.read(out.resolve("ranking-regional-conductance-b.npy"));
    assertThat(all.shape()).containsExactly(3, 4, 10, 10);
    for (int i = 0; i < all.length(); i++) {
      assertThat(a.get(i) + b.get(i)).isCloseTo(all.get(i), within(1e-6));
    }
  }

  private static JsonNode json(Path file) throws IOException {
    return RecordJson.mapper().readTree(file.toFile());
  }

  private static void delete(Path root) throws IOException {
    ResultStore.delete(root);
  }
}
