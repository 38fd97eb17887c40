import { existsSync, readFileSync } from 'node:fs'
import createIgnore, { type Ignore } from 'ignore'
import type { Anchor } from '../anchors.ts'

/** The rules of the ignore files of one folder, and of those above it. */
export interface Ignored {
  /** Whether the entry of this folder is left out. */
  hides(name: string, isFolder: boolean): boolean
  /** The rules inside the folder of that name. */
  enter(name: string, folder: Anchor): Ignored
}

interface Layer {
  /** Where its folder lies above the current one: `a/b/`. */
  readonly below: string
  readonly rules: Ignore
}

const RULES_LIMIT = 1_000_000

/**
 * As ripgrep does it: `.ignore` and `.rgignore` count everywhere, `.gitignore` inside of a git repository;
 * a nearer file overrules one further up, and of one folder the later named one.
 */
export function readIgnored(folder: Anchor): Ignored {
  return below([], folder, false)
}

function below(above: readonly Layer[], folder: Anchor, inRepository: boolean): Ignored {
  const isRepository = inRepository || hasGit(folder)
  const names = [...(isRepository ? ['.gitignore'] : []), '.ignore', '.rgignore']
  const own = names.flatMap((name): Layer[] => {
    const text = readRules(folder, name)
    return text === undefined
      ? []
      : [{ below: '', rules: createIgnore({ allowRelativePaths: true }).add(text) }]
  })
  const layers = [...above, ...own]
  return {
    hides(name, isFolder) {
      for (const { below: path, rules } of layers.toReversed()) {
        const { ignored, unignored } = rules.test(`${path}${name}${isFolder ? '/' : ''}`)
        if (ignored || unignored) return ignored
      }
      return false
    },
    enter: (name, child) =>
      below(
        layers.map((layer) => ({ ...layer, below: `${layer.below}${name}/` })),
        child,
        isRepository,
      ),
  }
}

function hasGit(folder: Anchor): boolean {
  return existsSync(`${folder.path}/.git`)
}

function readRules(folder: Anchor, name: string): string | undefined {
  let file: Anchor | undefined
  try {
    file = folder.child(name)
    if (!file?.stats.isFile() || file.stats.size > RULES_LIMIT) return undefined
    return readFileSync(file.path, 'utf8')
  } catch {
    // Rules that this user may not read rule nothing.
    return undefined
  } finally {
    file?.close()
  }
}
