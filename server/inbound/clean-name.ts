/** Longest name that is shown; platforms allow far longer ones. */
const NAME_LENGTH = 80

/**
 * A name as somebody chose it, on one line and without characters that are not seen (controls, direction
 * marks, zero-width and blank ones): it is shown to people and models, and decides nothing.
 */
export function cleanName(name: string): string {
  const visible = name
    .slice(0, 1_000)
    .toWellFormed()
    .replace(/[\p{Cf}\p{Co}\p{Default_Ignorable_Code_Point}\u2800]/gu, '')
    .replace(/[\p{Cc}\p{Z}]+/gu, ' ')
    .trim()
  return Array.from(visible).slice(0, NAME_LENGTH).join('')
}

/** The same for what a platform calls a group and its topic, where it says so. */
export const cleanTitles = <Titles extends { chatTitle?: string; topicTitle?: string }>(
  of: Titles,
): Titles => ({
  ...of,
  ...(of.chatTitle === undefined ? {} : { chatTitle: cleanName(of.chatTitle) }),
  ...(of.topicTitle === undefined ? {} : { topicTitle: cleanName(of.topicTitle) }),
})
