#:project ../../src/Meari.Observe/Meari.Observe.csproj
#:property RestorePackagesWithLockFile=false
#:property NoWarn=$(NoWarn);CS1591;CA1305;CA1806;CA2000
#:property PublishAot=false
// Reads the socket table of this machine as often as it is told to, and prints the median in milliseconds: sockets.cs [ROUNDS] [PORT]
using System.Diagnostics;
using Meari.Observe;

int rounds = args.Length > 0 ? int.Parse(args[0]) : 50, port = args.Length > 1 ? int.Parse(args[1]) : 0;
using SocketTableReader reader = new();
double[] times = new double[rounds];
int sockets = 0;
for (int i = -5; i < rounds; i++)
{
    long start = Stopwatch.GetTimestamp();
    sockets = reader.Read(new() { Port = port }).Entries.Count;
    if (i >= 0)
        times[i] = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
}
Array.Sort(times);
Console.WriteLine($"{sockets} {times[rounds / 2]:0.00}");
