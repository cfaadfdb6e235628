#:project ../src/Meari/Meari.csproj
#:property RestorePackagesWithLockFile=false
#:property NoWarn=$(NoWarn);CS1591;CA1305;CA1806;CA2000
#:property PublishAot=false
// Counts what a server loses that stops while clients connect: dotnet run benchmarks/stopping.cs [ENGINE] [THREADS] [ROUNDS]
using System.Net;
using System.Net.Sockets;
using Meari;

const int Clients = 3, ServedBefore = 300;
TcpEngine engine = args.Length > 0 ? Enum.Parse<TcpEngine>(args[0], ignoreCase: true) : TcpEngine.Auto;
int threads = args.Length > 1 ? int.Parse(args[1]) : 4, rounds = args.Length > 2 ? int.Parse(args[2]) : 200;
int served = 0, refused = 0, lost = 0;
byte[] greeting = [1];
for (int round = 0; round < rounds; round++)
{
    TaskCompletionSource busy = new(TaskCreationOptions.RunContinuationsAsynchronously);
    int here = 0;
    TcpServer server = TcpServer.Start("127.0.0.1:0", async connection => await connection.SendAsync(greeting), new() { Engine = engine, Threads = threads });
    IPEndPoint address = server.EndPoints[0];
    Thread[] clients = [.. Enumerable.Range(0, Clients).Select(_ => new Thread(Connect))];
    Array.ForEach(clients, static client => client.Start());
    await busy.Task;
    await server.DrainAsync(TimeSpan.FromSeconds(5));
    Array.ForEach(clients, static client => client.Join());

    // Until the server is gone. Who was connected and gets nothing within a second, or RST, is lost.
    void Connect()
    {
        byte[] buffer = new byte[1];
        while (true)
        {
            using Socket client = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { ReceiveTimeout = 1000 };
            try
            {
                client.Connect(address);
            }
            catch (SocketException)
            {
                Interlocked.Increment(ref refused);
                return;
            }
            Interlocked.Increment(ref client.Receive(buffer, SocketFlags.None, out SocketError _) == 1 ? ref served : ref lost);
            if (Interlocked.Increment(ref here) == ServedBefore)
                busy.SetResult();
            client.LingerState = new(true, 0);
        }
    }
}
Console.WriteLine($"{TcpEngineChoice.NameOf(engine)}, {threads} threads, {rounds} stops: {served} served, {refused} refused, {lost} lost");
