namespace Meari.Observe.Tests.Recordings;

/// <summary>Two names of one file would have two writers over each other, or empty a recording before it is read.</summary>
public sealed class FileIdentityTests : IDisposable
{
    readonly string _directory = Directory.CreateTempSubdirectory("meari-identity-").FullName;

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    string Named(string name) => Path.Combine(_directory, name);

    [Fact]
    public void Links_are_of_the_same_file_and_copies_are_not()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Inodes are asked for on Linux.");
        File.WriteAllText(Named("file"), "x");
        File.WriteAllText(Named("copy"), "x");
        File.CreateSymbolicLink(Named("symbolic"), Named("file"));
        using (System.Diagnostics.Process ln = System.Diagnostics.Process.Start("ln", [Named("file"), Named("hard")]))
            ln.WaitForExit();
        Assert.True(FileIdentity.IsSame(Named("file"), Named("symbolic")));
        Assert.True(FileIdentity.IsSame(Named("hard"), Named("symbolic")));
        Assert.False(FileIdentity.IsSame(Named("file"), Named("copy")));
    }

    [Fact]
    public void A_file_that_is_not_there_yet_is_known_by_its_folder()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Inodes are asked for on Linux.");
        Directory.CreateDirectory(Named("folder"));
        File.CreateSymbolicLink(Named("link"), Named("folder"));
        File.CreateSymbolicLink(Named("dangling"), Named("folder/new"));
        Assert.True(FileIdentity.IsSame(Named("folder/new"), Named("link/new")));
        Assert.True(FileIdentity.IsSame(Named("dangling"), Named("link/new")));
        Assert.False(FileIdentity.IsSame(Named("folder/new"), Named("folder/other")));
        Assert.False(FileIdentity.IsSame(Named("nowhere/new"), Named("folder/new")));
    }
}
