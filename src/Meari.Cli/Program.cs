return await Meari.Cli.CommandLine.MeariCommandLine.RunAsync(args);
