import { mkdirSync, realpathSync } from 'node:fs'
import { isAbsolute, join } from 'node:path'
import { AppError } from '#protocol/errors.ts'
import { type Anchor, openAnchor } from './anchors.ts'
import { createMasks, type Masks } from './masks.ts'

/** A place in the workspace: its folder and, where it exists, the object itself, both held fast. */
export interface Place {
  /** Relative to the workspace, for people and models. */
  readonly shown: string
  /** Name inside `folder`; empty for the workspace itself. */
  readonly name: string
  readonly folder: Anchor
  readonly target: Anchor | undefined
  close(): void
}

export interface Paths {
  readonly masks: Masks
  /**
   * The one way from a path that a model named to a place. Throws `path_denied` for what leads out of
   * the workspace or into a masked folder, `not_found` where a folder on the way is missing (unless
   * `createFolders`). The caller closes the place.
   */
  resolve(path: string, options?: { createFolders?: boolean }): Place
  close(): void
}

/** As many as Linux itself follows in one path (path_resolution(7)). */
const LINK_LIMIT = 40
const STEP_LIMIT = 10_000

/**
 * Paths stay inside the workspace because the walk never leaves it: every component is opened from
 * the descriptor of its folder without following links, `..` goes back along the walk, and a link is
 * read and walked again under the same rules. A link that stays inside works; one that leads out is
 * refused. The workspace is opened once: whatever takes its name later is not it. `links: 'refuse'` takes
 * no link at all: for a place that was approved as it is.
 */
export function createPaths(settings: {
  workspace: string
  masked: readonly string[]
  links?: 'follow' | 'refuse'
}): Paths {
  mkdirSync(settings.workspace, { recursive: true })
  const home = realpathSync(settings.workspace)
  const root = openAnchor(home)
  const masks = createMasks(settings.masked)

  /** The parts of an absolute path below the workspace; undefined where it is not below it. */
  function componentsBelow(path: string): string[] | undefined {
    for (const base of [settings.workspace, home]) {
      if (path === base) return []
      const above = base === '/' ? base : `${base}/`
      if (path.startsWith(above)) return path.slice(above.length).split('/')
    }
    return undefined
  }

  return {
    masks,
    resolve(path, { createFolders = false } = {}) {
      checkText(path)
      const trail: { name: string; anchor: Anchor }[] = []
      const pending = isAbsolute(path) ? componentsBelow(path) : path.split('/')
      if (!pending) {
        throw denied(`${quote(path)} is outside the workspace. Use a path relative to the workspace.`)
      }
      let links = 0
      let found: Anchor | undefined

      const folder = () => trail.at(-1)?.anchor ?? root
      const shownWith = (name: string) =>
        `${home === '/' ? '/' : ''}${[...trail.map((step) => step.name), name].join('/')}`
      const place = (name: string, at: Anchor, target: Anchor | undefined): Place => ({
        shown: shownWith(name) || '.',
        name,
        folder: at,
        target,
        close: () => {
          found?.close()
          for (const step of trail) step.anchor.close()
        },
      })

      try {
        if (masks.hides(root.stats)) throw denied('The workspace is a protected folder.')
        for (let steps = 0; pending.length > 0; steps++) {
          if (steps > STEP_LIMIT) throw denied(`${quote(path)} has too many parts.`)
          const name = pending.shift() ?? ''
          if (name === '' || name === '.') continue
          if (name === '..') {
            const last = trail.pop()
            if (!last) throw denied(`${quote(path)} leads out of the workspace.`)
            last.anchor.close()
            continue
          }
          found = folder().child(name)
          if (!found) {
            if (masks.hidesName(join(home, shownWith(name)))) throw hidden(path)
            if (pending.every(isNothing)) return place(name, folder(), undefined)
            if (!createFolders) throw missingFolder(shownWith(name))
            if (name.toLowerCase() === '.git') throw ofGit(shownWith(name))
            createFolder(folder(), name)
            pending.unshift(name)
            continue
          }
          if (masks.hides(found.stats)) throw hidden(path)
          if (found.stats.isSymbolicLink()) {
            if (settings.links === 'refuse')
              throw denied(`${quote(path)} became a link after it was allowed.`)
            found.close()
            found = undefined
            if (++links > LINK_LIMIT) throw denied(`${quote(path)} goes through too many links.`)
            pending.unshift(...followLink(folder().linkText(name), path))
          } else if (found.stats.isDirectory()) {
            trail.push({ name, anchor: found })
            found = undefined
          } else if (!pending.every(isNothing)) {
            throw new AppError('not_found', `${shownWith(name)} is not a folder.`)
          } else {
            return place(name, folder(), found)
          }
        }
        const last = trail.at(-1)
        return {
          ...place('', trail.at(-2)?.anchor ?? root, last?.anchor ?? root),
          shown: `${home === '/' ? '/' : ''}${trail.map((step) => step.name).join('/')}` || '.',
          name: last?.name ?? '',
        }
      } catch (error) {
        found?.close()
        for (const step of trail) step.anchor.close()
        throw error
      }

      function followLink(text: string, from: string): string[] {
        if (!isAbsolute(text)) return text.split('/')
        const rest = componentsBelow(text)
        if (!rest) throw denied(`${quote(from)} is a link that leads out of the workspace.`)
        for (const step of trail.splice(0)) step.anchor.close()
        return rest
      }
    },
    close: () => root.close(),
  }
}

function checkText(path: string): void {
  if (path.includes('\0')) throw denied('A path may not hold a NUL character.')
  if (path.includes('\\')) throw denied(`${quote(path)} holds a backslash. Write / between folders.`)
  if (/^~[\w-]*(\/|$)/.test(path)) {
    throw denied(`${quote(path)}: ~ is not known here. Use a path relative to the workspace.`)
  }
}

function createFolder(folder: Anchor, name: string): void {
  try {
    mkdirSync(`${folder.path}/${name}`)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  }
}

/** For whatever only git may make or change. */
export const ofGit = (shown: string) => denied(`${shown} belongs to git. Use git commands to change it.`)
const isNothing = (component: string) => component === '' || component === '.'
const quote = (path: string) => JSON.stringify(path.length > 200 ? `${path.slice(0, 200)}…` : path)
const denied = (message: string) => new AppError('path_denied', message)
const hidden = (path: string) => denied(`${quote(path)} is protected: no tool may use it.`)
const missingFolder = (shown: string) =>
  new AppError('not_found', `There is no folder ${shown} in the workspace. Use list to see what is there.`)
