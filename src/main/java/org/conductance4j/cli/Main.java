package org.conductance4j.cli;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.conductance4j.array.FullDiskException;
import org.conductance4j.array.Precision;
import org.conductance4j.config.InvalidInputException;
import org.conductance4j.config.NearMatches;
import org.conductance4j.engine.backend.Backend;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;
import picocli.CommandLine.UnmatchedArgumentException;

/** The command line's entry. */
@Command(
    name = "conductance4j",
    mixinStandardHelpOptions = true,
    versionProvider = ToolVersion.class,
    scope = ScopeType.INHERIT,
    description =
        "Find out which neurons of a trained network a prediction runs through, and what pruning"
            + " them does.",
    subcommands = {
      RunCommand.class,
      ValidateCommand.class,
      LayersCommand.class,
      AttributeCommand.class,
      AxiomsCommand.class,
      SanityCommand.class,
      PruneCommand.class,
      ConvertCommand.class,
      TrainCommand.class,
      SceneCommand.class,
      BenchCommand.class
    })
public final class Main implements Runnable {

  /** Names the configuration of the logging backend, which a library must not bring along. */
  private static final String LOGGING = "logback.configurationFile";

  private static final int FAILED = 1;
  private static final int WRONG = 2;

  /** How JavaCPP, which keeps the native arrays, says that there is no more memory. */
  private static final Pattern NATIVE = Pattern.compile("Pointer\\(|[a-z]Bytes|Native allocator");

  @Spec private CommandSpec spec;

  @Option(
      names = "--backend",
      scope = ScopeType.INHERIT,
      paramLabel = "B",
      description = "Where to compute: cpu or cuda (default: cpu).")
  private Backend backend = Backend.CPU;

  @Option(
      names = "--stacktrace",
      scope = ScopeType.INHERIT,
      description = "Print where in the program a failure came from.")
  private boolean stacktrace;

  private CompletableFuture<Void> starting = CompletableFuture.completedFuture(null);

  /**
   * Runs the program and ends the JVM with its exit code.
   *
   * @param args the command line
   */
  public static void main(String[] args) {
    Locale.setDefault(Locale.ROOT);
    if (System.getProperty(LOGGING) == null) {
      System.setProperty(LOGGING, "org/conductance4j/cli/logging.xml");
    }
    PrintWriter out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
    PrintWriter err = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
    System.exit(run(out, err, args));
  }

  /** Runs the program; returns the exit code: 0 done, 1 failed, 2 wrong usage or input. */
  static int run(PrintWriter out, PrintWriter err, String... args) {
    Main main = new Main();
    CommandLine line = new CommandLine(main);
    line.setOut(out).setErr(err);
    line.registerConverter(Backend.class, text -> chosen(Backend.values(), text));
    line.registerConverter(Precision.class, text -> chosen(Precision.values(), text));
    line.setParameterExceptionHandler((e, given) -> main.misused(e));
    line.setExecutionExceptionHandler((e, command, parsed) -> main.failed(e, command));
    line.setExecutionStrategy(main::execute);
    try {
      return line.execute(args);
    } catch (OutOfMemoryError | StackOverflowError | LinkageError e) {
      return main.failed(e, chosen(line));
    } finally {
      main.starting.exceptionally(failure -> null).join();
    }
  }

  /** The command that was at work. */
  private static CommandLine chosen(CommandLine line) {
    ParseResult parsed = line.getParseResult();
    return parsed != null && parsed.hasSubcommand()
        ? parsed.subcommand().commandSpec().commandLine()
        : line;
  }

  private static <E extends Enum<E>> E chosen(E[] values, String text) {
    for (E value : values) {
      if (id(value).equals(text)) {
        return value;
      }
    }
    String ids = Arrays.stream(values).map(Main::id).collect(Collectors.joining(" or "));
    throw new TypeConversionException("must be " + ids + ", got '" + text + "'");
  }

  private static String id(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }

  private int execute(ParseResult parsed) {
    ParseResult command = parsed.hasSubcommand() ? parsed.subcommand() : parsed;
    boolean helped = command.isUsageHelpRequested() || command.isVersionHelpRequested();
    Object chosen = command.commandSpec().userObject();
    if (!helped && chosen != this && !(chosen instanceof SceneCommand)) {
      starting = CompletableFuture.runAsync(backend::select);
    }
    return new CommandLine.RunLast().execute(parsed);
  }

  /**
   * Waits until the numeric library has started, which it does while options and configs are read;
   * nothing may use it before.
   */
  void awaitBackend() {
    try {
      starting.join();
    } catch (CompletionException e) {
      throw e.getCause() instanceof RuntimeException cause ? cause : e;
    }
  }

  /** Prints what a user should be careful about, a line each, on standard error. */
  void warn(List<String> warnings) {
    warnings.forEach(warning -> spec.commandLine().getErr().println("warning: " + warning));
  }

  @Override
  public void run() {
    spec.commandLine().usage(spec.commandLine().getOut());
  }

  private int misused(ParameterException e) {
    CommandLine command = e.getCommandLine();
    String message = Objects.requireNonNullElse(e.getMessage(), "wrong usage");
    message = message.startsWith("Error: ") ? message.substring("Error: ".length()) : message;
    if (e instanceof UnmatchedArgumentException unmatched && command.getParent() == null) {
      String word = unmatched.getUnmatched().get(0);
      if (!word.startsWith("-")) {
        command.getErr().println(unknownCommand(word, command));
        return WRONG;
      }
    }
    StringBuilder line = new StringBuilder(message.lines().findFirst().orElse(""));
    if (e instanceof UnmatchedArgumentException unmatched
        && !unmatched.getSuggestions().isEmpty()) {
      line.append("; did you mean '").append(unmatched.getSuggestions().get(0)).append("'?");
    } else {
      line.append("; see '").append(command.getCommandSpec().qualifiedName()).append(" --help'");
    }
    command.getErr().println(line);
    return WRONG;
  }

  private static String unknownCommand(String word, CommandLine command) {
    return "unknown command, got '%s'; %s"
        .formatted(word, NearMatches.remedy(word, command.getSubcommands().keySet()));
  }

  private int failed(Throwable e, CommandLine command) {
    PrintWriter err = spec.commandLine().getErr();
    if (stacktrace) {
      e.printStackTrace(err);
    } else {
      boolean said = e instanceof InvalidInputException || e instanceof FullDiskException;
      err.println(
          said
              ? Wording.of(String.valueOf(e.getMessage()), command.getCommandSpec())
              : oneLine(e, command));
    }
    return e instanceof InvalidInputException ? WRONG : FAILED;
  }

  /** What helps: a larger heap would leave still less for what lies outside of it. */
  static String remedy(String message, boolean bounded) {
    if (!NATIVE.matcher(message).find()) {
      return "give the JVM more with JAVA_OPTS=-Xmx4g";
    }
    return bounded
        ? "do less at a time with --memory, such as --memory 1g, or choose a smaller input"
        : "choose a smaller input or a smaller batch";
  }

  private static String oneLine(Throwable e, CommandLine command) {
    if (e instanceof OutOfMemoryError) {
      String message = String.valueOf(e.getMessage());
      boolean bounded = command.getCommandSpec().optionsMap().containsKey("--memory");
      return "out of memory: " + message + "; " + remedy(message, bounded);
    }
    String message = Objects.requireNonNullElse(e.getMessage(), "");
    String first = message.lines().findFirst().orElse("");
    return "failed: %s%s; --stacktrace shows where"
        .formatted(e.getClass().getSimpleName(), first.isEmpty() ? "" : ": " + first);
  }
}
