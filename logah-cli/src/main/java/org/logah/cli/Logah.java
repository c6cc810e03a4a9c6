package org.logah.cli;

import org.logah.cli.comparison.CompareCommand;
import org.logah.cli.report.PlotCommand;
import org.logah.cli.report.ReportCommand;
import org.logah.cli.training.EvalCommand;
import org.logah.cli.training.FineTuneCommand;
import org.logah.cli.training.TrainCommand;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** The command that all others belong to. */
@Command(
    name = "logah",
    description = "Predicts the initial parameters of large transformers with a hypernetwork.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      PredictCommand.class,
      ExpandCommand.class,
      GraphCommand.class,
      SampleCommand.class,
      TrainCommand.class,
      FineTuneCommand.class,
      EvalCommand.class,
      CompareCommand.class,
      ReportCommand.class,
      PlotCommand.class,
      ConvertCommand.class,
      InfoCommand.class
    },
    footer = {
      "",
      "Exit codes: 0 success, 1 disk, memory or device failed, 2 a mistake in the input.",
      "",
      "Example: logah predict gpt2 --out gpt2-predicted",
      "",
      "In a checkout of the sources ./logah bench measures the backends."
    })
final class Logah implements Runnable {
  @Spec private CommandSpec spec;

  @Option(
      names = "--debug",
      scope = ScopeType.INHERIT,
      description = "Print the stack trace of a failure; so does a variable LOGAH_DEBUG.")
  private boolean debug;

  boolean isDebug() {
    return debug || System.getenv("LOGAH_DEBUG") != null;
  }

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(),
        "no command is given; choose predict, expand, graph, sample, train, finetune, eval, compare,"
            + " report, plot, convert or info");
  }
}
