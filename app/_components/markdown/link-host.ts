/** What can stand in no host's name. */
const BETWEEN_HOSTS = /[^\p{L}\p{N}.-]+/u
const NAMES_HOST = /[\p{L}\p{N}-]\.\p{L}{2,}/u
/** Marks that can hide or turn around what is written. */
const HIDDEN_MARK = /[\p{Cf}]/u

/** Where a link leads, for people: its host, or who gets the mail. */
export function hostOf(address: string): string {
  const url = new URL(address)
  return url.protocol === 'mailto:' ? decodeURI(url.pathname) : url.host
}

/**
 * The place a link leads to, where its words name another one or none that can be seen; undefined where
 * they don't deceive. Words that name no place promise none.
 */
export function findHiddenHost(address: string, words: string): string | undefined {
  const host = hostOf(address)
  const bare = host.replace(/:\d+$/, '').replace(/^www\./, '')
  if (words.trim() === '' || HIDDEN_MARK.test(words)) return host
  if (address.startsWith('mailto:')) return words.includes('@') && words !== host ? host : undefined
  const named = words.split(BETWEEN_HOSTS).filter((word) => NAMES_HOST.test(word))
  return named.every((name) => isOf(bare, asHost(name))) ? undefined : host
}

/** A name as browsers write it: letters of other scripts become `xn--…`. */
function asHost(name: string): string {
  const bare = name.replace(/^[.-]/, '').replace(/[.-]$/, '')
  const parsed = URL.parse(`http://${bare}`)
  return (parsed?.hostname ?? bare).replace(/^www\./, '')
}

const isOf = (host: string, named: string): boolean => host === named || host.endsWith(`.${named}`)
