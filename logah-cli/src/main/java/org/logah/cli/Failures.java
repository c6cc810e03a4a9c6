package org.logah.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.concurrent.CancellationException;
import org.logah.api.InvalidInputException;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/** Tells a failure in one line, and its exit code. */
final class Failures implements IExecutionExceptionHandler, IParameterExceptionHandler {
  static final int WORLD = 1;
  static final int USER = 2;
  private static final int INTERRUPTED = 130;

  @Override
  public int handleParseException(ParameterException failure, String[] args) {
    CommandLine command = failure.getCommandLine();
    String name = command.getCommandSpec().qualifiedName();
    print(
        command,
        "%s (see `%s --help`)".formatted(failure.getMessage().replaceAll("\\s*\\R\\s*", " "), name),
        failure);
    return USER;
  }

  @Override
  public int handleExecutionException(
      Exception failure, CommandLine command, ParseResult parseResult) {
    return report(failure, command);
  }

  /** Prints what went wrong and gives the exit code. */
  int report(Throwable failure, CommandLine command) {
    if (failure instanceof InvalidInputException) {
      print(command, failure.getMessage(), failure);
      return USER;
    }
    if (failure instanceof UncheckedIOException unchecked) {
      print(command, unchecked.getMessage() + ": " + describe(unchecked.getCause()), failure);
      return WORLD;
    }
    if (failure instanceof IOException io) {
      print(command, describe(io), failure);
      return WORLD;
    }
    if (failure instanceof CancellationException) {
      print(command, failure.getMessage(), failure);
      return INTERRUPTED;
    }
    if (failure instanceof OutOfMemoryError) {
      print(
          command,
          "out of memory (%s); close other programs or predict a smaller model"
              .formatted(failure.getMessage()),
          failure);
      return WORLD;
    }
    print(command, "this is a bug, please report it (--debug tells more): " + failure, failure);
    return WORLD;
  }

  /** The JDK's file exceptions may carry nothing but a path. */
  private static String describe(IOException failure) {
    if (failure instanceof FileSystemException system && system.getReason() == null) {
      if (system instanceof AccessDeniedException) {
        return system.getFile() + ": permission denied";
      }
      if (system instanceof NoSuchFileException) {
        return system.getFile() + ": no such file or folder";
      }
    }
    return failure.getMessage() == null ? failure.toString() : failure.getMessage();
  }

  private static void print(CommandLine command, String message, Throwable failure) {
    CommandLine root = command;
    while (root.getParent() != null) {
      root = root.getParent();
    }
    PrintWriter err = root.getErr();
    err.println("logah: " + message);
    Logah logah = root.getCommand();
    if (logah.isDebug()) {
      failure.printStackTrace(err);
    }
    err.flush();
  }
}
