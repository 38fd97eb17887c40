/** What happened, of words that go on to say what to do: for where it has been done already. */
export const firstSentence = (text: string): string => /^.+?(?:\.(?=\s|$)|。)/s.exec(text)?.[0] ?? text
