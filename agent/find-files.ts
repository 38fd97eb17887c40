import { toolContracts } from '#protocol/tools.ts'
import type { ToolHost } from './tool-host/host.ts'

/** A look at a workspace ends after this long, in milliseconds: somebody waits with his hands on the keys. */
const TIME_LIMIT_MS = 2_000
/** So many are looked through for the best ones. */
const CANDIDATES = 200

/**
 * Paths of the workspace with these letters in them, whatever their case, the best first: where the name
 * begins with them, then the short ones. By the rules of the search tool; letters before a slash are the folder's.
 */
export async function findFiles(host: ToolHost, { query, limit }: { query: string; limit: number }) {
  const signal = AbortSignal.timeout(TIME_LIMIT_MS)
  const result = await host.run('search', { glob: globOf(query), limit: CANDIDATES }, { signal })
  const found = result.ok ? toolContracts.search.output.parse(result.output).paths : []
  const name = query.slice(query.lastIndexOf('/') + 1).toLowerCase()
  const rank = (path: string): number =>
    path
      .slice(path.lastIndexOf('/') + 1)
      .toLowerCase()
      .startsWith(name)
      ? 0
      : 1
  const best = found.toSorted((a, b) => rank(a) - rank(b) || a.length - b.length || a.localeCompare(b))
  return { paths: best.slice(0, limit) }
}

/** `src/ma` becomes a glob of folders that end in `src` with files that have `ma` in their name. */
function globOf(query: string): string {
  const parts = query.replace(/^\/+/, '').split('/').map(anyCase)
  const name = parts.pop() ?? ''
  return parts.length === 0 ? `*${name}*` : `**/*${parts.join('/')}/*${name}*`
}

function anyCase(letters: string): string {
  return [...letters]
    .map((letter) => {
      const [lower, upper] = [letter.toLowerCase(), letter.toUpperCase()]
      if (lower !== upper && lower.length === 1 && upper.length === 1) return `[${lower}${upper}]`
      return /[\p{L}\p{N}_-]/u.test(letter) ? letter : `\\${letter}`
    })
    .join('')
}
