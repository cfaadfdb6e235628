using Meari.Cli.CommandLine;
using Meari.Cli.Output;
using Meari.Text;

try
{
    return await MeariCommandLine.RunAsync(args);
}
catch (Exception e)
{
    // Whatever comes here is a fault of ours, and one line says so; what is known to happen is told where it happens.
    TextOutput.TellError(new Messages(Languages.FromEnvironment(Environment.GetEnvironmentVariable)).Fault(e.GetType().Name, e.Message));
    return 1;
}
