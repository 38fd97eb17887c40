import { isSecretPath, type Path } from './path.ts'

export interface Substituted {
  /** The same tree with each `${NAME}` replaced; a text whose variable is missing is left out. */
  readonly value: unknown
  readonly secrets: string[]
  readonly missing: { path: Path; name: string }[]
}

const VARIABLE = /\$?\$\{([A-Za-z_][A-Za-z0-9_]*)\}/g

/** Reads `${NAME}` from the environment. `$${NAME}` stands for the text `${NAME}` itself. */
export function substitute(tree: unknown, lookup: (name: string) => string | undefined): Substituted {
  const secrets: string[] = []
  const missing: Substituted['missing'] = []

  const text = (value: string, path: Path): string | undefined => {
    let complete = true
    const result = value.replace(VARIABLE, (match, name: string) => {
      if (match.startsWith('$$')) return match.slice(1)
      const found = lookup(name)
      if (found === undefined) {
        complete = false
        missing.push({ path, name })
        return ''
      }
      secrets.push(found)
      return found
    })
    if (!complete) return undefined
    if (isSecretPath(path)) secrets.push(result)
    return result
  }

  const walk = (value: unknown, path: Path): unknown => {
    if (typeof value === 'string') return text(value, path)
    if (Array.isArray(value)) {
      return value.map((item, index) => walk(item, [...path, index])).filter((item) => item !== undefined)
    }
    if (typeof value !== 'object' || value === null) return value
    return Object.fromEntries(
      Object.entries(value)
        .map(([key, item]) => [key, walk(item, [...path, key])] as const)
        .filter(([, item]) => item !== undefined),
    )
  }

  return { value: walk(tree, []), secrets, missing }
}
