package org.logah.cli.report;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Makes the report on a run anew. */
@Command(
    name = "report",
    description = "Makes curve.png and report.html of a run of `logah train` anew.",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    footer = {"", "Example: logah report run"})
public final class ReportCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "DIR", description = "The folder of a run; it may still be going on.")
  private Path folder;

  @Override
  public Integer call() throws IOException {
    TrainingReport report = new TrainingReport(folder);
    report.write();
    spec.commandLine().getOut().println(report.curve());
    spec.commandLine().getOut().println(report.page());
    return 0;
  }
}
