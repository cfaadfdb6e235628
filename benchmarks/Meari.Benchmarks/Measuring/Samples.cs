using Meari.Benchmarks.Catalog;
using Meari.Benchmarks.Processes;
using Meari.Benchmarks.Results;

namespace Meari.Benchmarks.Measuring;

/// <summary>What is measured beside the scenarios, server by server.</summary>
static class Samples
{
    /// <summary>Takes samples of each server, one after the other and again from the start; who fails says why.</summary>
    public static async Task TakeAsync(
        int count, IReadOnlyList<Server> servers, IReadOnlyDictionary<string, string> failed, List<SampleResult> into, Func<Server, Task<double>> sample)
    {
        into.AddRange(servers.Select(s => new SampleResult { Name = s.Name, Title = s.Title, Failure = failed.GetValueOrDefault(s.Name) }));
        for (int i = 0; i < count; i++)
        {
            foreach ((SampleResult result, Server server) in into.Zip(servers))
            {
                if (result.Failure is not null)
                    continue;
                try
                {
                    result.Samples.Add(await sample(server));
                }
                catch (MeasurementException e)
                {
                    result.Failure = e.Message;
                }
            }
        }
    }
}
