package org.conductance4j.experiment.window;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.function.DoubleSupplier;
import java.util.stream.IntStream;
import org.conductance4j.array.Tensor;
import org.conductance4j.attribution.path.PathNodes;
import org.conductance4j.attribution.path.ProgressListener;
import org.conductance4j.attribution.question.Readout;
import org.conductance4j.data.PictureReader;
import org.conductance4j.data.PictureSet;
import org.conductance4j.engine.Evaluator;
import org.conductance4j.engine.OutputStage;
import org.conductance4j.experiment.result.StateFile;
import org.conductance4j.experiment.result.WorkFolder;

/**
 * A study of windows at work: nodes of the path, then averages over the training pictures, then
 * tallies over the held-out ones. After each chunk of pictures its state is kept, in memory and on
 * disk of a size that does not depend on their number.
 */
final class WindowStudy {

  /** Pictures and places of the scan that finds shared nodes. */
  private static final int SCANNED = 64;

  private static final int PLACES = 129;

  private final WindowConfig config;
  private final WindowSubject subject;
  private final WindowMemory memory;
  private final WorkFolder work;
  private final ProgressListener progress;
  private final DoubleSupplier seconds;
  private final WindowAverages averages;
  private PathNodes nodes = PathNodes.of(new double[0], new double[0]);
  private double earlierSeconds;
  private int ranked;
  private int measured;
  private Optional<WindowTallies> tallies = Optional.empty();

  WindowStudy(
      WindowConfig config,
      WindowSubject subject,
      WindowMemory memory,
      WorkFolder work,
      ProgressListener progress,
      DoubleSupplier seconds) {
    this.config = config;
    this.subject = subject;
    this.memory = memory;
    this.work = work;
    this.progress = progress;
    this.seconds = seconds;
    int[] layer = subject.layer().shape().stream().mapToInt(Integer::intValue).toArray();
    this.averages =
        new WindowAverages(
            subject.program().classes(),
            1 + subject.windows().size(),
            layer,
            subject.training().shape());
  }

  /** Does all that is left to do. */
  void run() {
    if (!work.load(this::read)) {
      nodes = config.path().isShared() ? sharedNodes() : config.path().fixed();
      save();
    }
    try (PicturePaths paths =
        new PicturePaths(
            subject.program(),
            subject.layer(),
            subject.readouts(),
            nodes,
            subject.members(),
            memory.pictures(nodes.count()))) {
      rank(paths);
      measure(paths);
    }
  }

  WindowAverages averages() {
    return averages;
  }

  WindowTallies tallies() {
    return tallies.orElseThrow();
  }

  /** How long all runs took that worked on this study, this one included. */
  double seconds() {
    return earlierSeconds + seconds.getAsDouble();
  }

  PathNodes nodes() {
    return nodes;
  }

  private void rank(PicturePaths paths) {
    PictureSet set = subject.training();
    try (PictureReader reader = set.read(ranked)) {
      while (ranked < set.size()) {
        progress.progressed("rank", (double) ranked / set.size());
        int end = Math.min(set.size(), ranked + config.chunk());
        while (ranked < end) {
          int count = Math.min(paths.pictures(), end - ranked);
          averages.add(subject.next(reader, ranked, count), paths);
          ranked += count;
        }
        save();
      }
    }
    progress.progressed("rank", 1);
  }

  private void measure(PicturePaths paths) {
    WindowTallies tally = tallies.orElseGet(this::newTallies);
    tallies = Optional.of(tally);
    PictureSet set = subject.heldOut();
    try (PictureReader reader = set.read(measured)) {
      while (measured < set.size()) {
        progress.progressed("measure", (double) measured / set.size());
        int end = Math.min(set.size(), measured + config.chunk());
        while (measured < end) {
          int count = Math.min(paths.pictures(), end - measured);
          tally.add(subject.next(reader, measured, count), paths, measured);
          measured += count;
        }
        save();
      }
    }
    progress.progressed("measure", 1);
  }

  private WindowTallies newTallies() {
    WindowPruning pruning =
        WindowPruning.of(averages.means(), config.randomSeeds(), config.fractions());
    return new WindowTallies(
        pruning, subject.program().classes(), config.bootstrap().resamples(), config.seed());
  }

  /** Forward passes alone along the paths of the first training pictures. */
  private PathNodes sharedNodes() {
    memory.pictures(config.path().steps()); // what is too large later is refused before the scan
    int count = Math.min(SCANNED, subject.training().size());
    LabelledBatch batch = subject.batch(subject.training(), 0, count);
    double[] changes = new double[PLACES - 1];
    int rows = memory.scanned(PLACES);
    try (Evaluator evaluator = subject.program().whole(OutputStage.LOGITS).bindForward(rows)) {
      for (int p = 0; p < count; p++) {
        double[] scores = scores(batch, p, evaluator, rows);
        for (int k = 0; k < changes.length; k++) {
          changes[k] += Math.abs(scores[k + 1] - scores[k]) / count;
        }
        progress.progressed("nodes", (p + 1.0) / count);
      }
    }
    return config.path().shared(changes);
  }

  /** F of a picture's own class at every place of its path. */
  private double[] scores(LabelledBatch batch, int picture, Evaluator evaluator, int rows) {
    Readout readout = subject.readouts().get(batch.label(picture));
    int length = Tensor.length(subject.program().inputShape());
    double[] scores = new double[PLACES];
    double[] points = new double[rows * length];
    for (int first = 0; first < PLACES; first += rows) {
      int count = Math.min(rows, PLACES - first);
      for (int k = 0; k < count; k++) {
        batch.point(picture, (first + k) / (PLACES - 1.0), points, k * length);
      }
      evaluator.forward(points);
      double[] logits = evaluator.target(0);
      for (int k = 0; k < count; k++) {
        scores[first + k] = readout.value(OutputStage.LOGITS, logits, k, logits.length / rows);
      }
    }
    return scores;
  }

  private void save() {
    work.save(this::write);
  }

  private void write(DataOutputStream out) throws IOException {
    out.writeDouble(seconds());
    out.writeInt(nodes.count());
    StateFile.write(out, nodes.alphas());
    StateFile.write(out, nodes.weights());
    out.writeInt(ranked);
    averages.write(out);
    out.writeInt(tallies.isPresent() ? measured : -1);
    if (tallies.isPresent()) {
      tallies.get().write(out);
    }
  }

  private void read(DataInputStream in) throws IOException {
    earlierSeconds = in.readDouble();
    double[] alphas = new double[in.readInt()];
    double[] weights = new double[alphas.length];
    StateFile.read(in, alphas);
    StateFile.read(in, weights);
    nodes = PathNodes.of(alphas, weights);
    ranked = in.readInt();
    averages.read(in);
    int done = in.readInt();
    if (done >= 0) {
      measured = done;
      WindowTallies tally = newTallies();
      tally.read(in);
      tallies = Optional.of(tally);
    }
  }

  /** Averages by (region), each of shape (class, layer's shape). */
  List<Tensor> conductance() {
    List<List<Tensor>> means = averages.means();
    int regions = means.get(0).size();
    return IntStream.range(0, regions)
        .mapToObj(r -> Tensor.stack(means.stream().map(ofClass -> ofClass.get(r)).toList()))
        .toList();
  }
}
