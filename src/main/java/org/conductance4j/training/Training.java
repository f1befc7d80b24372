package org.conductance4j.training;

import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import org.conductance4j.array.Sha256;
import org.conductance4j.array.WholeFile;
import org.conductance4j.config.InvalidInputException;
import org.conductance4j.model.NetworkFile;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.factory.Nd4j;

/** Trains a network from a config, tests it, and writes it together with its record. */
public final class Training {

  /** File of the network in the output folder. */
  public static final String NETWORK = "network.zip";

  /** File of the class names in the output folder. */
  public static final String LABELS = "labels.txt";

  /** File in the output folder that records how the network was trained. */
  public static final String RECORD = "training.json";

  private Training() {}

  /**
   * Trains as the config says and writes {@value #NETWORK}, {@value #LABELS} and {@value #RECORD}.
   *
   * @param config the config
   * @param progress is told about every step
   * @param clock gives the time for the record
   * @return how well the network does on held-out data
   * @throws InvalidInputException if the output cannot be written
   */
  public static HeldOut run(TrainingConfig config, TrainingProgress progress, Clock clock) {
    makeFolder(config.output());
    Instant start = clock.instant();
    progress.loading(0);
    TrainingData data = TrainingData.of(config.options().subject());
    progress.loading(1);
    ComputationGraph network = new NetworkTrainer(config.options(), progress).train(data);
    Duration learning = Duration.between(start, clock.instant());
    HeldOut result = data.check(network);
    Path file = config.output().resolve(NETWORK);
    data.inputShape()
        .ifPresentOrElse(
            shape -> NetworkFile.save(network, shape, file), () -> NetworkFile.save(network, file));
    Map<String, Object> record = new LinkedHashMap<>();
    record.put("config", new TreeMap<>(config.resolved()));
    record.put("labels", data.labels());
    if (!data.fingerprints().isEmpty()) {
      record.put("data_sha256", data.fingerprints());
    }
    record.put("parameters", network.numParams());
    record.put("held_out", result);
    record.put("network_sha256", Sha256.of(file));
    record.put("dl4j", dl4jVersion());
    record.put("backend", Nd4j.getExecutioner().getEnvironmentInformation().get("backend"));
    record.put("jvm", System.getProperty("java.vm.name") + " " + Runtime.version());
    record.put("os", System.getProperty("os.name") + " " + System.getProperty("os.arch"));
    record.put("processors", Runtime.getRuntime().availableProcessors());
    record.put("started", start.toString());
    record.put("training_seconds", learning.toMillis() / 1000.0);
    write(config.output().resolve(RECORD), json(record));
    write(config.output().resolve(LABELS), String.join("\n", data.labels()) + "\n");
    data.files().forEach((name, text) -> write(config.output().resolve(name), text));
    return result;
  }

  /** The version in the manifest of DL4J. */
  private static String dl4jVersion() {
    String name = "/META-INF/maven/org.deeplearning4j/deeplearning4j-nn/pom.properties";
    try (InputStream in = ComputationGraph.class.getResourceAsStream(name)) {
      Properties properties = new Properties();
      if (in != null) {
        properties.load(in);
      }
      return properties.getProperty("version", "unknown");
    } catch (IOException e) {
      throw new IllegalStateException(name + " cannot be read", e);
    }
  }

  private static void makeFolder(Path folder) {
    try {
      Files.createDirectories(folder);
    } catch (IOException e) {
      throw new InvalidInputException(
          folder
              + ": must be a folder that can be made, got "
              + InvalidInputException.reason(e)
              + "; choose another place",
          e);
    }
  }

  private static void write(Path file, String text) {
    WholeFile.write(file, out -> out.write(text.getBytes(StandardCharsets.UTF_8)));
  }

  private static String json(Map<String, Object> record) {
    DefaultPrettyPrinter printer =
        new DefaultPrettyPrinter().withObjectIndenter(new DefaultIndenter("  ", "\n"));
    try {
      return new ObjectMapper()
              .configure(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS, false)
              .writer(printer)
              .writeValueAsString(record)
          + "\n";
    } catch (IOException e) {
      throw new IllegalStateException("training record: cannot be written as JSON", e);
    }
  }
}
