namespace Meari;

/// <summary>What became of the connections that were open when a drain began.</summary>
/// <param name="Finished">How many ended in order within the deadline.</param>
/// <param name="Cut">How many were cut off with RST at the deadline, stuck handlers among them.</param>
public readonly record struct TcpDrainResult(int Finished, int Cut);
