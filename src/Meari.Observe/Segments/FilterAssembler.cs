using Meari.Interop.Linux;

namespace Meari.Observe.Segments;

/// <summary>Puts a classic BPF program together; jumps go forward to a label that is placed later.</summary>
/// <remarks>Source: Documentation/networking/filter.rst of the kernel. A jump reaches 255 instructions; a longer one is a mistake in the program.</remarks>
internal sealed class FilterAssembler
{
    /// <summary>The label of whatever comes next.</summary>
    public const int Next = -1;

    readonly List<(SocketFilter Instruction, int WhenTrue, int WhenFalse)> _instructions = [];
    readonly List<int> _labels = [];

    public int NewLabel()
    {
        _labels.Add(Next);
        return _labels.Count - 1;
    }

    public void Place(int label) => _labels[label] = _instructions.Count;

    /// <summary>An instruction that does not jump.</summary>
    public void Add(int code, uint operand) => _instructions.Add((new() { Code = (ushort)code, Operand = operand }, Next, Next));

    public void JumpIfEqual(uint value, int whenTrue, int whenFalse) => Jump(PacketSocket.BPF_JEQ, value, whenTrue, whenFalse);

    public void JumpIfAnySet(uint bits, int whenTrue, int whenFalse) => Jump(PacketSocket.BPF_JSET, bits, whenTrue, whenFalse);

    public void Return(uint bytes) => Add(Constants.BPF_RET | Constants.BPF_K, bytes);

    public SocketFilter[] Assemble()
    {
        SocketFilter[] program = new SocketFilter[_instructions.Count];
        for (int i = 0; i < program.Length; i++)
        {
            (program[i], int whenTrue, int whenFalse) = _instructions[i];
            program[i].JumpTrue = Distance(i, whenTrue);
            program[i].JumpFalse = Distance(i, whenFalse);
        }
        return program;
    }

    void Jump(ushort condition, uint operand, int whenTrue, int whenFalse) =>
        _instructions.Add((new() { Code = (ushort)(PacketSocket.BPF_JMP | condition | Constants.BPF_K), Operand = operand }, whenTrue, whenFalse));

    byte Distance(int from, int label) => label == Next ? (byte)0 : checked((byte)(_labels[label] - from - 1));
}
