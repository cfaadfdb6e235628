using System.Text;
using Meari.Text;

namespace Meari.Lab;

/// <summary>One sentence in two encodings, and a character that a recv cuts in two.</summary>
internal sealed class SentenceInBytes : Experiment
{
    const string Sentence = "안녕하세요.";

    public override string Name => "bytes";

    public override Words Slides => new("TCP 서버-클라이언트 구조 (11)", "TCP server-client structure (11)");

    public override Words Title => new("여섯 글자는 몇 바이트일까", "Six characters: how many bytes?");

    public override Words Question => new(
        "슬라이드의 프로그램은 “안녕하세요.”를 보내고 11바이트를 보냈다고 출력합니다. 리눅스에서 같은 문장을 UTF-8로 보내면 몇 바이트일까요?",
        "The slide's program sends “안녕하세요.” and prints that it sent 11 bytes. How many bytes is the same sentence in UTF-8, as on Linux?");

    public override IReadOnlyList<Words> Predictions =>
    [
        new("6바이트", "6 bytes"),
        new("11바이트", "11 bytes"),
        new("16바이트", "16 bytes"),
    ];

    public override int Answer => 2;

    public override Words Because => new(
        "소켓은 글자가 아니라 바이트를 보냅니다. 한글 한 글자는 CP949(한국어 윈도우)에서 2바이트, UTF-8에서 3바이트이고 마침표는 어느 쪽에서나 1바이트입니다: 5×2+1=11, 5×3+1=16. 양쪽이 같은 인코딩을 써야 하고, 바이트는 글자 중간에서 나뉘어 올 수 있으므로 이어 붙인 뒤에 글자로 바꾸어야 합니다.",
        "A socket sends bytes, not characters. A Korean syllable takes 2 bytes in CP949 (Korean Windows) and 3 in UTF-8, the full stop 1 in both: 5×2+1=11, 5×3+1=16. Both sides must use the same encoding, and since bytes may come divided within a character, they must be joined before they are decoded.");

    public override IReadOnlyList<string> Cards => ["send", "recv"];

    public override async Task RunAsync(LabRun run)
    {
        (_, LabSocket client, LabSocket accepted) = run.Pair();
        byte[] korean = Transfer(run, client, accepted, "cp949");
        byte[] unicode = Transfer(run, client, accepted, "utf-8");
        run.Check("같은 문장이 CP949로 11바이트, UTF-8로 16바이트다", "The same sentence is 11 bytes in CP949 and 16 in UTF-8", korean.Length == 11 && unicode.Length == 16, $"{korean.Length} | {unicode.Length}");
        string misread = Encoding.UTF8.GetString(korean);
        run.Check("CP949의 바이트를 UTF-8로 읽으면 글자가 깨진다", "Bytes of CP949 read as UTF-8 are not the sentence", misread != Sentence && misread.Contains('\ufffd'), misread);

        run.Step("클라이언트: UTF-8로 16바이트를 보냅니다. 서버: 4바이트 버퍼로 recv()합니다.", "Client: 16 bytes of UTF-8. Server: recv() with a buffer of 4 bytes.");
        LabRun.Must(client.Send(unicode));
        await run.UntilAsync(() => run.Find(accepted)?.ReceiveQueue == unicode.Length);
        WireText text = Find("utf-8").CreateText();
        string apart = "", joined = "";
        byte[] buffer = new byte[4];
        for (long left = unicode.Length; left > 0;)
        {
            int count = (int)LabRun.Must(accepted.Receive(buffer));
            if (count == 0)
                throw new LabException("recv() = 0");
            left -= count;
            apart += Encoding.UTF8.GetString(buffer, 0, count);
            joined += text.Read(buffer.AsSpan(0, count));
        }
        run.Check("받은 만큼씩 따로 글자로 바꾸면 나뉜 글자가 깨진다", "Decoded piece by piece, the characters that were cut are broken", apart != Sentence && apart.Contains('\ufffd'), apart);
        run.Check("앞에서 남은 바이트를 이어 붙여 바꾸면 문장이 그대로다", "Decoded with what was left over before, the sentence is whole", joined + text.Flush() == Sentence, joined);
    }

    /// <summary>Sends the sentence and receives all of it.</summary>
    static byte[] Transfer(LabRun run, LabSocket client, LabSocket accepted, string encoding)
    {
        if (!Find(encoding).TryEncode(Sentence, out byte[] bytes, out _))
            throw new LabException(encoding);
        run.Step($"클라이언트: “{Sentence}”를 {encoding}로 보냅니다.", $"Client: “{Sentence}” in {encoding}.");
        long sent = LabRun.Must(client.Send(bytes));
        byte[] received = new byte[sent];
        LabRun.Must(accepted.Receive(received, LabFlags.WaitAll));
        run.Observe($"{encoding}의 바이트", $"The bytes of {encoding}", Convert.ToHexStringLower(received));
        return received;
    }

    static WireEncoding Find(string name) => WireEncoding.TryFind(name, out WireEncoding? encoding) ? encoding : throw new LabException(name);
}
