/** Where the first `lines` lines of a text end, or its first `characters` where those are fewer. */
export function endOfFirst(
  text: string,
  { lines, characters }: { lines: number; characters: number },
): number {
  let end = -1
  for (let line = 0; line < lines; line += 1) {
    const next = text.indexOf('\n', end + 1)
    if (next < 0 || next >= characters) return Math.min(text.length, characters)
    end = next
  }
  return end + 1
}
