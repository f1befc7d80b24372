package org.conductance4j.experiment.study;

import java.util.ArrayList;
import java.util.List;
import org.conductance4j.array.Tensor;
import org.conductance4j.attribution.path.PathRecord;
import org.conductance4j.attribution.question.InputScale;
import org.conductance4j.attribution.question.ResolvedQuestion;
import org.conductance4j.experiment.input.Inputs;
import org.conductance4j.experiment.result.PathTrace;

/** Makes a {@link PathTrace} of what a path integral recorded. */
final class PathTraceMaker {

  private static final int FRAMES = 9;

  private PathTraceMaker() {}

  static PathTrace of(ResolvedQuestion question, PathRecord path, InputScale scale) {
    List<PathTrace.Place> places =
        path.trace().stream()
            .map(point -> new PathTrace.Place(point.alpha(), point.score(), point.weight()))
            .toList();
    List<PathTrace.Frame> frames = new ArrayList<>();
    if (scale instanceof InputScale.Picture picture && question.input().rank() == 3) {
      for (int k = 0; k < FRAMES; k++) {
        double alpha = k / (FRAMES - 1.0);
        double[] point = point(question.segments(), alpha);
        frames.add(new PathTrace.Frame(alpha, picture(question.input().shape(), point, picture)));
      }
    }
    return new PathTrace(places, frames);
  }

  /** Straight parts of the path have equal shares of α. */
  private static double[] point(List<ResolvedQuestion> segments, double alpha) {
    double way = alpha * segments.size();
    int segment = Math.min(segments.size() - 1, (int) way);
    return segments.get(segment).points(way - segment);
  }

  /** Takes the normalisation back; what a baseline has beyond black and white is cut off. */
  private static Tensor picture(int[] shape, double[] values, InputScale.Picture scale) {
    double[] levels = new double[values.length];
    for (int i = 0; i < levels.length; i++) {
      int channel = scale.channel(i, values.length);
      double level = values[i] * scale.std().get(channel) + scale.mean().get(channel);
      levels[i] = Math.max(0, Math.min(1, level));
    }
    Tensor seen = scale.channelsFirst(Tensor.of(shape, levels));
    return scale.channels() == 1 ? Inputs.threefold(seen) : seen;
  }
}
