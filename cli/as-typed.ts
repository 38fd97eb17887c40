/**
 * A sentence of ours whose commands can be typed as they stand: in a checkout that nobody linked, `openclaw` is a script
 * of npm's. The gateway, which cannot know, names the script. Never for words of others, which are shown as they are.
 */
export function asTyped(sentence: string, environment: Readonly<Record<string, string | undefined>>): string {
  if (environment.npm_lifecycle_event !== 'openclaw')
    return sentence.replaceAll('npm run openclaw -- ', 'openclaw ')
  return sentence.replace(/(?<=^|[\s("])openclaw (?=[a-z])/g, 'npm run openclaw -- ')
}
