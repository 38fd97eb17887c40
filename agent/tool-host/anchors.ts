import { closeSync, constants, fstatSync, lstatSync, openSync, readlinkSync, type Stats } from 'node:fs'

/**
 * A file system object that is held fast: `path` leads to this very object (not to whatever has its
 * name later), so that a check made on `stats` is still true when the object is used.
 */
export interface Anchor {
  readonly path: string
  readonly stats: Stats
  /** Opens the child of that name without following a link; undefined where there is none. */
  child(name: string): Anchor | undefined
  /** Text of the symbolic link of that name. */
  linkText(name: string): string
  /** Opens the object itself for reading and returns the descriptor. Never blocks on a FIFO. */
  openForRead(): number
  close(): void
}

/** Linux: names an object without opening it, so that devices and FIFOs feel nothing (open(2)). */
const O_PATH = 0o10000000
const NO_FOLLOW = constants.O_NOFOLLOW ?? 0
const READ = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0)

/** Anchors an absolute path whose last component is no link. */
export function openAnchor(path: string): Anchor {
  return process.platform === 'linux' ? descriptorAnchor(path) : namedAnchor(path)
}

/** The descriptor walk: each child is opened relative to its parent's descriptor. */
function descriptorAnchor(path: string): Anchor {
  const descriptor = openSync(path, O_PATH | NO_FOLLOW)
  const self = `/proc/self/fd/${descriptor}`
  return {
    path: self,
    stats: fstatSync(descriptor),
    child: (name) => unlessMissing(() => descriptorAnchor(`${self}/${name}`)),
    linkText: (name) => readlinkSync(`${self}/${name}`),
    openForRead: () => openSync(self, READ),
    close: () => closeSync(descriptor),
  }
}

/** Where there is no /proc: names, each looked at without following; what was opened is compared again. */
function namedAnchor(path: string): Anchor {
  const stats = lstatSync(path)
  return {
    path,
    stats,
    child: (name) => unlessMissing(() => namedAnchor(`${path}/${name}`)),
    linkText: (name) => readlinkSync(`${path}/${name}`),
    openForRead() {
      const descriptor = openSync(path, READ | NO_FOLLOW)
      const opened = fstatSync(descriptor)
      if (opened.ino === stats.ino && opened.dev === stats.dev) return descriptor
      closeSync(descriptor)
      throw Object.assign(new Error('The file changed while it was opened.'), { code: 'ESTALE' })
    },
    close() {},
  }
}

function unlessMissing(open: () => Anchor): Anchor | undefined {
  try {
    return open()
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
}
