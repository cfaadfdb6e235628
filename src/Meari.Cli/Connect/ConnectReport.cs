namespace Meari.Cli.Connect;

/// <summary>What a client writes to stdout: the chapter's transcript, or JSON.</summary>
internal abstract class ConnectReport
{
    /// <summary>The connection is there.</summary>
    public virtual void Connected(TcpConnection connection)
    {
    }

    /// <summary>Somebody is asked for the next message.</summary>
    public virtual void Prompt()
    {
    }

    /// <summary>Nobody answers the prompt: the input has ended at a terminal.</summary>
    public virtual void EndPrompt()
    {
    }

    /// <summary>The message was not typed but given on the command line: it is shown where typing would have shown it.</summary>
    public virtual void Given(string message)
    {
    }

    /// <summary>The kernel's send buffer has taken the message.</summary>
    public abstract void Sent(int bytes);

    /// <summary>This came back.</summary>
    public abstract void Received(ReadOnlySpan<byte> bytes);

    /// <summary>The connection is closed, or there never was one.</summary>
    /// <param name="connection">The connection; null if there is none.</param>
    /// <param name="reason">Why it ended.</param>
    /// <param name="problem">The line that says what went wrong, or null.</param>
    public virtual void Closed(TcpConnection? connection, TcpCloseReason? reason, string? problem)
    {
    }
}
