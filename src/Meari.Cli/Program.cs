using Meari.Cli.CommandLine;
using Meari.Cli.Output;
using Meari.Text;

try
{
    // Not awaited: this thread has nothing else to do, and an asynchronous Main would be compiled before anything else runs.
    return MeariCommandLine.RunAsync(args).GetAwaiter().GetResult();
}
catch (Exception e)
{
    // Whatever comes here is a fault of ours, and one line says so; what is known to happen is told where it happens.
    TextOutput.TellError(new Messages(Languages.FromEnvironment(Environment.GetEnvironmentVariable)).Fault(e.GetType().Name, e.Message));
    return 1;
}
