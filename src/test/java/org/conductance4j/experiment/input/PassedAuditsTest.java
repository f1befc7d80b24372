package org.conductance4j.experiment.input;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.conductance4j.array.Precision;
import org.conductance4j.array.Tensor;
import org.conductance4j.engine.Program;
import org.conductance4j.engine.audit.Audit;
import org.conductance4j.engine.lowering.dl4j.Dl4jLowering;
import org.conductance4j.experiment.TinyNetwork;
import org.conductance4j.model.LoadedNetwork;
import org.conductance4j.model.NetworkFile;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PassedAuditsTest {

  @TempDir Path folder;

  private LoadedNetwork network;

  @BeforeEach
  void load() {
    TinyNetwork.write(folder);
    network = NetworkFile.load(folder.resolve("tiny.zip").toString(), Optional.empty());
  }

  @Test
  void sameNetwork_secondTime_isNotAuditedAgain() throws IOException {
    Path cache = folder.resolve("new/cache");

    assertThat(check(new PassedAudits(cache, "build"), Precision.FLOAT32, 12)).isTrue();
    assertThat(check(new PassedAudits(cache, "build"), Precision.FLOAT32, 12)).isFalse();
    try (var files = Files.list(cache)) {
      assertThat(files).hasSize(1);
    }
  }

  @Test
  void otherTypeShapeOrBuild_isAuditedAgain() {
    PassedAudits audits = new PassedAudits(folder, "build");
    check(audits, Precision.FLOAT32, 12);

    assertThat(check(audits, Precision.FLOAT64, 12)).isTrue();
    assertThat(check(audits, Precision.FLOAT32, 10)).isTrue();
    assertThat(check(new PassedAudits(folder, "newer"), Precision.FLOAT32, 12)).isTrue();
    assertThat(check(audits, Precision.FLOAT32, 12)).isFalse();
  }

  @Test
  void noFolderOrAFileInItsPlace_isAuditedEachTime() {
    PassedAudits none = new PassedAudits(null, "build");
    PassedAudits blocked = new PassedAudits(folder.resolve("tiny.zip"), "build");
    for (int run = 0; run < 2; run++) {
      assertThat(check(none, Precision.FLOAT32, 12)).isTrue();
      assertThat(check(blocked, Precision.FLOAT32, 12)).isTrue();
    }
  }

  private boolean check(PassedAudits audits, Precision precision, int size) {
    Tensor example = Audit.probe(3, size, size);
    Program program = Dl4jLowering.lower(network.graph(), precision, example.shape());
    return audits.check(network, program, List.of(example), Map.of(), () -> {}).now();
  }
}
