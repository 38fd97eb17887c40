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

/** The folder of this installation. */
export function findRoot(folder = import.meta.dirname): string {
  if (existsSync(join(folder, 'package.json'))) return folder
  const parent = dirname(folder)
  if (parent === folder) throw new Error('This installation is not complete: package.json is missing.')
  return findRoot(parent)
}

/** The image that this version of OpenClaw works with. Takes a few milliseconds. */
export function identifyImage(root: string): ImageIdentity {
  const hash = createHash('sha256').update(process.version)
  for (const file of INPUTS.flatMap((input) => listFiles(root, input))) {
    hash.update(`\0${file}\0`).update(readFileSync(join(root, file)))
  }
  const short = hash.digest('hex').slice(0, 16)
  return { name: `openclaw-sandbox:${short}`, hash: short }
}

function listFiles(root: string, path: string): string[] {
  if (LEFT_OUT.test(path)) return []
  if (!statSync(join(root, path)).isDirectory()) return [path]
  return readdirSync(join(root, path))
    .toSorted()
    .flatMap((name) => listFiles(root, `${path}/${name}`))
}
