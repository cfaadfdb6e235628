using System.Runtime.InteropServices;
using Meari.Text;

namespace Meari.Observe;

/// <summary>Says of a source that does not work why, what is lost, and how to get it.</summary>
internal static class SourceReasons
{
    const int ENOENT = 2, EACCES = 13, LargestErrno = 4095;

    public static string NoCalls(Messages messages, SourceStatus status) => messages.NoCalls(Why(messages, status, "strace"), status.Obstacle switch
    {
        SourceObstacle.ProgramMissing => messages.InstallStrace,
        SourceObstacle.NotPermitted => messages.AllowTracing,
        SourceObstacle.Busy => messages.StopOtherTracer,
        _ => "",
    });

    public static string NoStates(Messages messages, SourceStatus status) => messages.NoStates(Why(messages, status), Tracing(messages, status));

    public static string NoRetransmissions(Messages messages, SourceStatus status) =>
        messages.NoRetransmissions(Why(messages, status), Tracing(messages, status));

    public static string NoSegments(Messages messages, SourceStatus status) =>
        messages.NoSegments(Why(messages, status), status.Obstacle == SourceObstacle.NotPermitted ? messages.GiveNetRaw : "");

    public static string NoQueues(Messages messages, SourceStatus status) =>
        messages.NoQueues(Why(messages, status), status.Obstacle == SourceObstacle.NotPermitted ? messages.RunAsRoot : "");

    /// <summary>Why a program cannot be started.</summary>
    public static string NotStarted(Messages messages, SourceStatus status) => status.Error switch
    {
        ENOENT => messages.FileNotFound,
        EACCES => messages.FileNotPermitted,
        > 0 and <= LargestErrno => Marshal.GetPInvokeErrorMessage(status.Error),
        _ => Why(messages, status),
    };

    static string Tracing(Messages messages, SourceStatus status) => status.Obstacle switch
    {
        SourceObstacle.NotPermitted => messages.RunAsRoot,
        SourceObstacle.NotInKernel => messages.MountTracing,
        _ => "",
    };

    public static string Why(Messages messages, SourceStatus status, string program = "") => status switch
    {
        { Obstacle: SourceObstacle.NotOnThisSystem } => messages.NotOnThisSystem,
        { Obstacle: SourceObstacle.NotPermitted } => messages.NotPermittedHere,
        { Obstacle: SourceObstacle.NotInKernel } => messages.KernelLacksIt,
        { Obstacle: SourceObstacle.ProgramMissing } => messages.ProgramNotInstalled(program),
        { Obstacle: SourceObstacle.Busy } => messages.TracedAlready,
        { Obstacle: SourceObstacle.NoSuchProcess } => messages.NoSuchProcess,
        { Detail: { Length: > 0 } detail } => detail,
        _ => messages.UnnamedError(status.Error),
    };
}
