namespace Meari.Text;

/// <summary>What somebody may have meant by a name that does not exist.</summary>
internal static class NearNames
{
    /// <summary>Names of which at most a third differs, closest first.</summary>
    public static IReadOnlyList<string> Find(string name, IEnumerable<string> known, int most) => Plain(name).Length < 2 ? [] :
        [.. known.Distinct(StringComparer.OrdinalIgnoreCase)
            .Select(candidate => (Name: candidate, Distance: Distance(Plain(name), Plain(candidate))))
            .Where(candidate => candidate.Distance <= Math.Max(1, Math.Min(name.Length, 64) / 3))
            .OrderBy(static candidate => candidate.Distance)
            .ThenBy(static candidate => candidate.Name, StringComparer.Ordinal)
            .Take(most)
            .Select(static candidate => candidate.Name)];

    static string Plain(string name) => new([.. name.ToLowerInvariant().Where(char.IsLetterOrDigit).Take(64)]);

    /// <summary>How many characters must be inserted, removed or replaced (Levenshtein).</summary>
    static int Distance(string from, string to)
    {
        int[] row = [.. Enumerable.Range(0, to.Length + 1)];
        for (int i = 1; i <= from.Length; i++)
        {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= to.Length; j++)
            {
                int replaced = diagonal + (from[i - 1] == to[j - 1] ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(replaced, Math.Min(row[j - 1], diagonal) + 1);
            }
        }
        return row[^1];
    }
}
