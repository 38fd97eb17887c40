import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'

/** Everything that goes into the image, and what says how it is made. */
const INPUTS = ['agent/tool-host', 'protocol', 'sandbox', 'scripts/build/tool-host.cjs', 'package-lock.json']
const LEFT_OUT = /\.test\.ts$|(^|\/)fixtures\//

export interface ImageIdentity {
  /** `openclaw-sandbox:<hash>`: another content is another name. */
  readonly name: string
  readonly hash: string
}

export const IMAGE_LABEL = 'ai.openclaw.image'

/** In a build: what the sources were that it was made of. They may be others by now. */
const BUILT = 'sandbox/hash'

/** The folder of the build that runs; of this installation where its sources do. */
export function findRoot(folder = import.meta.dirname): string {
  if ([BUILT, 'package.json'].some((file) => existsSync(join(folder, file)))) return folder
  const parent = dirname(folder)
  if (parent === folder) throw new Error('This installation is not complete: package.json is missing.')
  return findRoot(parent)
}

/** The image that this version of OpenClaw works with. Takes a few milliseconds. */
export function identifyImage(root: string): ImageIdentity {
  const built = join(root, BUILT)
  const hash = existsSync(built) ? readFileSync(built, 'utf8') : hashSources(root)
  return { name: `openclaw-sandbox:${hash}`, hash }
}

function hashSources(root: string): string {
  const hash = createHash('sha256').update(process.version)
  for (const file of INPUTS.flatMap((input) => listFiles(root, input))) {
    hash.update(`\0${file}\0`).update(readFileSync(join(root, file)))
  }
  return hash.digest('hex').slice(0, 16)
}

function listFiles(root: string, path: string): string[] {
  if (LEFT_OUT.test(path)) return []
  if (!statSync(join(root, path)).isDirectory()) return [path]
  return readdirSync(join(root, path))
    .toSorted()
    .flatMap((name) => listFiles(root, `${path}/${name}`))
}
