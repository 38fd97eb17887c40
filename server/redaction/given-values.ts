/** `API_KEY=…` and the like, as files of settings and shells write it. */
const GIVEN = /(?<![\w$.-])([A-Z][A-Z0-9_]{2,60})[ \t]*=[ \t]*["']?([\w+/=.:~!@#^&*?-]{12,512})/g
const NAMES_SECRET = /KEY|TOKEN|SECRET|PASSW|PASSPHRASE|CREDENTIAL/
/** A path, an address or a name is no secret. */
const PLAIN = /^[/.~]|:\/\/|^[^\d]*$|^[^A-Za-z]*$/

/** The secrets that a text gives by name: what a `.env` file holds, as soon as a tool has shown it. */
export function listGivenValues(text: string): string[] {
  const found: string[] = []
  for (const [, name = '', value = ''] of text.matchAll(GIVEN)) {
    if (NAMES_SECRET.test(name) && !PLAIN.test(value)) found.push(value)
  }
  return found
}
